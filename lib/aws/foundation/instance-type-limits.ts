import { INSTANCE_TYPES, MachinePurpose, REGION_FAMILIES } from './instance-type-table';
import { nearest } from '../../private/nearest';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** How the service writes the type of a machine. */
const SAGEMAKER_TYPE = /^ml\.[a-z0-9-]+\.[a-z0-9]+$/;

const WORK: Record<MachinePurpose, string> = {
  hosting: 'endpoints', processing: 'processing jobs', training: 'training jobs', transform: 'batch transform',
};

/**
 * There is such a machine for such work and, as far as is known, in the region. The next generation of a family, such as
 * `ml.m9i.large` where `m8i` is the newest, may be younger than the library and is trusted.
 */
export function instanceTypeLimits(type: string | undefined, purpose: MachinePurpose, region: string | undefined, problems: Problems): void {
  if (!isKnown(type)) return;
  if (!SAGEMAKER_TYPE.test(type)) return problems.add(`must be a SageMaker instance type such as ml.m5.large, got ${JSON.stringify(type)}`);
  if (!isOffered(type, purpose)) return problems.add(notOffered(type, purpose));
  const families = isKnown(region) ? REGION_FAMILIES[region] : undefined;
  const [, family = ''] = type.split('.');
  // Price lists say nothing of some families, and little of machines that are made for training.
  if (families === undefined || !PRICED.has(family) || families.includes(family)) return;
  if ((purpose === 'training' ? /^(p|trn|dl)\d/ : /^(trn|dl)\d/).test(family)) return;
  const here = typesOf(purpose).filter(other => families.includes(other.split('.')[1]!));
  problems.add(`is not in region ${JSON.stringify(region)} as far as is known, got ${JSON.stringify(type)}; take ${alternatives(type, here)}`);
}

/** Whether the service has such machines for such work, or may have them soon. */
export function isOffered(type: string, purpose: MachinePurpose): boolean {
  return typesOf(purpose).includes(type) || isNewer(type);
}

function notOffered(type: string, purpose: MachinePurpose): string {
  const others = (Object.keys(INSTANCE_TYPES) as MachinePurpose[]).filter(other => typesOf(other).includes(type));
  if (others.length > 0) {
    return `is no instance type for ${WORK[purpose]}, only for ${others.map(other => WORK[other]).join(' and ')}, got ${JSON.stringify(type)}; `
      + `take ${alternatives(type, typesOf(purpose))}`;
  }
  const meant = nearest(type, typesOf(purpose));
  return `there is no instance type ${JSON.stringify(type)} `
    + `for ${WORK[purpose]}; ${meant === undefined ? `take ${alternatives(type, typesOf(purpose))}` : `did you mean ${JSON.stringify(meant)}?`}`;
}

/** Types of the same letters and size, the newest first. */
function alternatives(type: string, known: readonly string[]): string {
  const [, family = '', size = ''] = type.split('.');
  const alike = known.filter(other => seriesOf(other) === seriesOf(family));
  const sameSize = alike.filter(other => other.endsWith(`.${size}`));
  const found = [...sameSize.length > 0 ? sameSize : alike.length > 0 ? alike : known].sort((a, b) => generationOf(b) - generationOf(a));
  return found.slice(0, 3).map(other => JSON.stringify(other)).join(' or ');
}

/** Whether the type is of the generation after the newest known one, in a known size. */
function isNewer(type: string): boolean {
  const [, family = '', size = ''] = type.split('.');
  const alike = ALL.filter(other => seriesOf(other) === seriesOf(family));
  return alike.length > 0
    && generationOf(family) === Math.max(...alike.map(generationOf)) + 1
    && alike.some(other => other.endsWith(`.${size}`));
}

/** `ml.m5d.large` -> `m` */
function seriesOf(type: string): string {
  return /^(?:ml\.)?([a-z]+)\d/.exec(type)?.[1] ?? '';
}

/** `ml.m5d.large` -> 5 */
function generationOf(type: string): number {
  return Number(/^(?:ml\.)?[a-z]+(\d+)/.exec(type)?.[1] ?? 0);
}

function typesOf(purpose: MachinePurpose): readonly string[] {
  return TYPES[purpose];
}

const TYPES = Object.fromEntries(Object.entries(INSTANCE_TYPES).map(([purpose, families]) =>
  [purpose, Object.entries(families).flatMap(([family, sizes]) => sizes.split(' ')
    .map(size => `ml.${family}.${size}`))])) as Record<MachinePurpose, string[]>;

const ALL = [...new Set(Object.values(TYPES).flat())];

const PRICED = new Set(Object.values(REGION_FAMILIES).flat());
