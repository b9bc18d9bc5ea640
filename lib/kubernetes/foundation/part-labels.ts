/** The labels by which a part finds its own pods. */
export function partLabels(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name };
}
