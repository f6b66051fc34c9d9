const CONTROLS: Readonly<Record<string, string>> = { d: '°', p: '±', c: '⌀', '%': '%' };

/** TEXT as it reads: `%%d`, `%%p` and `%%c` are signs, `%%nnn` a character, `%%u` and the like switch lines. */
export function plainText(text: string): string {
  return text
    .replaceAll(/%%(\d{3})/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/%%([a-z%])/gi, (_, code: string) => CONTROLS[code.toLowerCase()] ?? '');
}

/** MTEXT as it reads: without fonts, heights, colours and stacking; paragraphs end lines. */
export function plainMtext(text: string): string {
  const bare = text
    .replaceAll(/\\S([^;]*);/g, (_, stack: string) => stack.replaceAll(/[#^]/g, '/'))
    .replaceAll(/\\[ACFHQTWacfhqtwp][^;\\]*;/g, '')
    .replaceAll(/\\[PNX]/g, '\n')
    .replaceAll(/\\~/g, ' ')
    .replaceAll(/\\[LlOoKk]/g, '')
    .replaceAll(/(?<!\\)[{}]/g, '')
    .replaceAll(/\\([\\{}])/g, '$1');
  return plainText(bare);
}
