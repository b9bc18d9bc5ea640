/**
 * Decides what an approval event leads to. It knows no AWS client: what it needs is given to it as ports.
 *
 * Events come more than once, late and out of order, and this code can die between any two calls. So an event is only a hint
 * to look: the registry says whether the version is approved and whether it is the newest, and the ledger says whether
 * it has been released. The order claim -> start -> mark leaves something to find after every crash:
 *
 *   before the claim   nothing has happened; the next attempt begins anew
 *   claimed            the next attempt looks for the run that this one may have started, and starts it only if there is none
 *   marked             done for ever; every further event is a duplicate
 *
 * Two attempts at the same moment start with the same token, which CodePipeline answers with the same run.
 */
import { createHash } from 'node:crypto';

export interface ReleasePorts {
  isApproved(version: string): Promise<boolean>;
  /** The approved version with the highest number. */
  newestApproved(): Promise<string | undefined>;
  /** Enters the version into the ledger, unless it is there. */
  claim(version: string): Promise<Claim>;
  /** The run of the release pipeline for this version that was started since the given time. */
  findRun(version: string, since: Date): Promise<string | undefined>;
  startRun(version: string, token: string): Promise<string>;
  mark(version: string, run: string): Promise<void>;
}

export interface Claim {
  /** `new`: made now. `open`: made by an attempt that has not finished. `released`: made and marked. */
  readonly state: 'new' | 'open' | 'released';
  readonly claimedAt: Date;
}

export type Outcome = 'duplicate' | 'notApproved' | 'resumed' | 'started' | 'superseded';

export async function release(version: string, ports: ReleasePorts): Promise<Outcome> {
  if (!await ports.isApproved(version)) return 'notApproved';
  const newest = await ports.newestApproved();
  if (newest !== undefined && versionNumber(newest) > versionNumber(version)) return 'superseded';

  const claim = await ports.claim(version);
  if (claim.state === 'released') return 'duplicate';
  const found = claim.state === 'open' ? await ports.findRun(version, claim.claimedAt) : undefined;
  await ports.mark(version, found ?? await ports.startRun(version, releaseToken(version)));
  return found === undefined ? 'started' : 'resumed';
}

/** The same for every event of a version; CodePipeline takes letters, digits and hyphens. */
export function releaseToken(version: string): string {
  return createHash('sha256').update(version).digest('hex');
}

/** `…:model-package/group/7` -> 7 */
export function versionNumber(version: string): number {
  return Number(version.slice(version.lastIndexOf('/') + 1));
}
