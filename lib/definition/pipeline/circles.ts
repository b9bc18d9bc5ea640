/**
 * The circles among things that need each other, each as the way around; no two of them have a thing in common, so that their number is
 * bounded. What is needed and not there is passed over.
 */
export function circles(needs: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const said = new Set<string>();
  const done = new Set<string>();
  for (const start of needs.keys()) {
    const way: string[] = [];
    const left: string[][] = [[start]];
    while (left.length > 0) {
      const name = left.at(-1)!.pop();
      if (name === undefined) {
        left.pop();
        const passed = way.pop();
        if (passed !== undefined) done.add(passed);
      } else if (way.includes(name)) {
        const circle = way.slice(way.indexOf(name));
        if (circle.some(other => said.has(other))) continue;
        found.push(circle);
        circle.forEach(other => said.add(other));
      } else if (!done.has(name)) {
        way.push(name);
        const others = needs.get(name)!.filter(other => needs.has(other));
        // What closes a circle comes first: the shortest one is said.
        left.push([...others.filter(other => way.includes(other)), ...others.filter(other => !way.includes(other))].reverse());
      }
    }
  }
  return found;
}
