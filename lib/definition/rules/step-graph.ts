import { entries, has, items, Named } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { StepDefinition } from '../step-definition';
import { parts, referencesOf } from '../step-reference';

/** One way out of a condition. */
type Branch = 'otherwise' | 'then';
/** The place that starts a step, by step. */
type Starts = Map<string, { condition: string; branch: Branch }>;

/** What is true of the steps as a whole: they can be put in an order, and each of them can run. */
export function stepGraphRules(steps: Named<StepDefinition>, problems: Problems): void {
  const branches = branchSteps(steps, problems);
  const needs = new Map(entries(steps).map(([name, step]) => [name, needsOf(name, step, steps, branches)]));
  const order = sorted(needs);
  if (order.length < needs.size) cycles(needs, order, problems);
  unreachable(steps, needs, order, branches, problems);
}

/** Which condition, and which way out of it, starts a step. A step has one such place. */
function branchSteps(steps: Named<StepDefinition>, problems: Problems): Starts {
  const found: Starts = new Map();
  for (const [condition, { condition: definition }] of entries(steps)) {
    for (const branch of ['then', 'otherwise'] as const) {
      for (const [index, name] of items(definition?.[branch])) {
        const first = found.get(name);
        if (first !== undefined) {
          problems.at(condition, 'condition', branch, index).add(
            `the step ${JSON.stringify(name)} is started by "${first.branch}" of ${JSON.stringify(first.condition)} already; a step is started in one place`);
        } else if (has(steps, name)) {
          found.set(name, { condition, branch });
        }
      }
    }
  }
  return found;
}

/** The steps that must have run before a step, without those that do not exist. */
function needsOf(name: string, step: StepDefinition, steps: Named<StepDefinition>, branches: Starts): string[] {
  const references = referencesOf(step, steps).filter(isKnown).map(reference => parts(reference)?.[0]);
  return [...new Set([...references, step.register?.metrics, ...items(step.after).map(([, other]) => other), branches.get(name)?.condition])]
    .filter((other): other is string => isKnown(other) && has(steps, other));
}

/** The steps in an order in which they can run; those in a circle, and after one, are left out. */
function sorted(needs: Map<string, string[]>): string[] {
  const waiting = new Map([...needs].map(([name, others]) => [name, others.filter(other => needs.has(other)).length]));
  const users = new Map<string, string[]>();
  for (const [name, others] of needs) others.forEach(other => users.set(other, [...users.get(other) ?? [], name]));
  const order = [...needs.keys()].filter(name => waiting.get(name) === 0);
  for (const name of order) {
    for (const user of users.get(name) ?? []) {
      waiting.set(user, waiting.get(user)! - 1);
      if (waiting.get(user) === 0) order.push(user);
    }
  }
  return order;
}

/** Says each circle once, at the step in it that stands first. */
function cycles(needs: Map<string, string[]>, order: string[], problems: Problems): void {
  const done = new Set(order);
  for (const start of needs.keys()) {
    const way: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && !done.has(at)) {
      done.add(at);
      way.push(at);
      at = needs.get(at)!.find(other => way.includes(other)) ?? needs.get(at)!.find(other => needs.has(other) && !done.has(other));
    }
    if (at === undefined || !way.includes(at)) continue;
    const circle = way.slice(way.indexOf(at));
    const first = [...needs.keys()].findIndex(name => circle.includes(name));
    const name = [...needs.keys()][first]!;
    const turned = [...circle.slice(circle.indexOf(name)), ...circle.slice(0, circle.indexOf(name)), name];
    problems.at(name).add(`waits for itself: ${turned.map(step => JSON.stringify(step)).join(' needs ')}; remove one of these references`);
  }
}

/** A step that needs both ways out of a condition, or a step that ends the run, never runs. */
function unreachable(
  steps: Named<StepDefinition>, needs: Map<string, string[]>, order: string[], branches: Starts, problems: Problems,
): void {
  const ways = new Map<string, Map<string, Branch>>();
  const fails = new Set(entries(steps).filter(([, step]) => step.fail !== undefined).map(([name]) => name));
  for (const name of order) {
    const own = branches.get(name);
    const way = new Map<string, Branch>(own === undefined ? [] : [[own.condition, own.branch]]);
    ways.set(name, way);
    for (const other of needs.get(name)!) {
      if (fails.has(other)) problems.at(name).add(`can never run: it comes after ${JSON.stringify(other)}, which ends the run`);
      for (const [condition, branch] of ways.get(other) ?? []) {
        const taken = way.get(condition);
        if (taken !== undefined && taken !== branch) {
          problems.at(name).add(`can never run: it needs both "then" and "otherwise" of ${JSON.stringify(condition)}`);
        }
        way.set(condition, branch);
      }
    }
  }
}
