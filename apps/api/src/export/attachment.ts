import { safeFileName } from '../http/file-name.ts';

/** Headers that make a browser save the answer under a name, in whatever script it is written. */
export function attachmentHeaders(name: string, extension: string): Record<string, string> {
  const fileName = safeFileName(`${name.replace(/[/\\]/g, '-')}.${extension}`);
  return {
    'Content-Disposition': `attachment; filename="project.${extension}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  };
}
