import { Named, entries } from './names';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';
import { BoundDefinition } from '../values';

/** A bound says something, and something can fulfil it. */
export function boundRules(bound: { readonly atLeast?: number | string; readonly atMost?: number | string }, problems: Problems): void {
  const { atLeast, atMost } = bound;
  if (atLeast === undefined && atMost === undefined) problems.add('needs a bound; give "atLeast", "atMost" or both');
  if (isKnown(atLeast) && isKnown(atMost) && typeof atLeast === 'number' && typeof atMost === 'number' && atLeast > atMost) {
    problems.at('atLeast').add(`must be at most ${atMost}, the value of "atMost", got ${atLeast}; no value fulfils both`);
  }
}

/** Metrics and their bounds, at least one. */
export function metricBoundRules(metrics: Named<BoundDefinition>, problems: Problems): void {
  if (metrics !== undefined && Object.keys(metrics).length === 0) {
    problems.add('must have at least one metric, for example { auc: { atLeast: 0.75 } }');
  }
  for (const [name, bound] of entries(metrics)) boundRules(bound, problems.at(name));
}
