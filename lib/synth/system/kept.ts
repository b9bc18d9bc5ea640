import { Path } from '../../private/problems';
import { isChange, isKnown } from '../../private/tokens';

/** One thing that is recorded and must stay. */
export interface Kept {
  /** Where the definition says it. */
  readonly path: Path;
  /** What was recorded, and what the definition says now. */
  readonly values: readonly [was: unknown, now: unknown];
  /** The line of the lock file without which the change is allowed. */
  readonly record: string;
  /** What a change would do. */
  readonly loss: string;
  readonly isBroken: boolean;
}

/** By default whatever was recorded must be the same; what is only known at deployment is trusted. */
export function kept(path: Path, values: Kept['values'], record: string, loss: string, isBroken?: boolean): Kept {
  const [was, now] = values;
  return { path, values, record, loss, isBroken: isBroken ?? (isKnown(was) && isChange(was, now)) };
}
