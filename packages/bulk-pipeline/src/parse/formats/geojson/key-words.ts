/** A key as plain words in lower case: `start_node_name`, `StartNodeName` → `start node name`. */
export function wordsOfKey(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .join(' ');
}
