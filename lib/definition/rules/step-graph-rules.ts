import { Named } from './names';
import { listed } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { StepDefinition } from '../pipeline/step-definition';
import { StepGraph } from '../pipeline/step-graph';
import { rowOf } from '../pipeline/step-kinds';
import { referencesOf } from '../pipeline/step-references';

/** What is true of the steps as a whole: they can be put in an order, and each of them can run. */
export function stepGraphRules(steps: Named<StepDefinition>, problems: Problems): void {
  const graph = new StepGraph(steps);
  startRules(graph, problems);
  for (const circle of graph.circles) {
    const way = [...circle, circle[0]].map(step => JSON.stringify(step)).join(' needs ');
    problems.at(circle[0]!).add(`waits for itself: ${way}; remove one of these references`);
  }
  reachRules(graph, problems);
  readingRules(graph, problems);
}

/** What one step writes into a feature group, another that reads the group waits for. */
function readingRules(graph: StepGraph, problems: Problems): void {
  const { order } = graph;
  const groups = (name: string, areWritten: boolean) => referencesOf(graph.step(name)!, graph.steps)
    .flatMap(({ reference, target }) => reference.kind === 'features' && (target === 'written') === areWritten ? [reference.name] : []);
  const writers = order.map(name => ({ name, written: groups(name, true) })).filter(({ written }) => written.length > 0);
  for (const name of order) {
    const read = groups(name, false);
    const before = graph.upstream(name);
    const missed = writers.filter(writer => writer.written.some(group => read.includes(group)) && !before.includes(writer.name))
      .map(writer => writer.name);
    if (missed.length === 0) continue;
    problems.at(name).add(`reads what ${listed(missed)} ${missed.length === 1 ? 'writes' : 'write'}, and does not wait for it; `
      + `add "after": ${JSON.stringify(missed)}`);
  }
}

/** A step is started in one place. */
function startRules(graph: StepGraph, problems: Problems): void {
  for (const start of graph.starts) {
    const first = graph.start(start.step)!;
    if (first !== start) {
      problems.at(...start.path).add(
        `the step ${JSON.stringify(start.step)} is started by "${first.side}" of ${JSON.stringify(first.condition)} already; `
          + 'a step is started in one place');
    }
  }
}

/** A step that needs both ways out of a condition, or a step that ends the run, never runs. */
function reachRules(graph: StepGraph, problems: Problems): void {
  const ways = new Map<string, Map<string, string>>();
  for (const name of graph.order) {
    const own = graph.start(name);
    const way = new Map<string, string>(own === undefined ? [] : [[own.condition, own.side]]);
    ways.set(name, way);
    for (const other of graph.needs(name)) {
      if (rowOf(graph.step(other))?.endsRun) problems.at(name).add(`can never run: it comes after ${JSON.stringify(other)}, which ends the run`);
      for (const [condition, side] of ways.get(other) ?? []) {
        const taken = way.get(condition);
        if (taken !== undefined && taken !== side) {
          problems.at(name).add(`can never run: it needs both "then" and "otherwise" of ${JSON.stringify(condition)}`);
        }
        way.set(condition, side);
      }
    }
  }
}
