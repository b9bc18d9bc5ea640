import { SdkDocument } from './sdk-document';
import { isObject } from '../../../definition/structure';
import { S3Place } from '../../foundation/s3-place';

/** What is certain of a text before the pipeline runs: how it begins, and whether that is all of it. */
export interface CertainText {
  readonly start: string;
  readonly isWhole: boolean;
}

/** Values by the names of parameters or of what the service knows of a run. */
export type KnownValues = Readonly<Record<string, string | number | boolean | undefined>>;

const UNKNOWN: CertainText = { start: '', isWhole: false };
const DEEPEST = 32;

/** A place in Amazon S3 that is certain: everything below `s3://bucket/` and a prefix. */
export interface CertainPlace {
  readonly uri: string;
  /** False when more of the prefix follows that is not known. */
  readonly isWhole: boolean;
}

/** Reads what steps name by a parameter, by `Std:Join` or by what another step has, as far as it is certain. */
export class SdkTexts {
  private readonly presets: Map<string, unknown>;

  /**
   * @param parameters replace defaults of the file
   * @param run what is known of a run: `PipelineName`
   */
  constructor(private readonly document: SdkDocument, parameters: KnownValues = {}, private readonly run: KnownValues = {}) {
    this.presets = new Map(document.parameters.map(({ name, preset }) => [name, Object.hasOwn(parameters, name) ? parameters[name] : preset]));
  }

  /** A text, up to its first part that is not known. */
  public of(value: unknown, depth: number = 0): CertainText {
    if (typeof value === 'string') return { start: value, isWhole: true };
    if (typeof value === 'number' || typeof value === 'boolean') return { start: String(value), isWhole: true };
    if (!isObject(value) || depth > DEEPEST) return UNKNOWN;
    if (typeof value.Get === 'string') return this.reference(value.Get, depth + 1);
    const joined = value['Std:Join'];
    return isObject(joined) && Array.isArray(joined.Values)
      ? this.joined(typeof joined.On === 'string' ? joined.On : '', joined.Values, depth + 1)
      : UNKNOWN;
  }

  /** A text of which everything is known. */
  public whole(value: unknown): string | undefined {
    const { start, isWhole } = this.of(value);
    return isWhole ? start : undefined;
  }

  /** A place in Amazon S3. The name of a bucket is certain only when it ends: half a name is that of another bucket. */
  public place(value: unknown): CertainPlace | undefined {
    const { start, isWhole } = this.of(value);
    const place = S3Place.known(start);
    return place !== undefined && (isWhole || !place.isWholeBucket) ? { uri: start, isWhole } : undefined;
  }

  private joined(on: string, values: readonly unknown[], depth: number): CertainText {
    let start = '';
    for (const [index, value] of values.entries()) {
      const part = this.of(value, depth);
      start += `${index > 0 ? on : ''}${part.start}`;
      if (!part.isWhole) return { start, isWhole: false };
    }
    return { start, isWhole: true };
  }

  private reference(path: string, depth: number): CertainText {
    const [root, name = '', ...rest] = segments(path);
    if (root === 'Parameters') return this.of(this.presets.get(name), depth);
    if (root === 'Execution') return this.of(this.run[name], depth);
    const step = root === 'Steps' ? this.document.find(name) : undefined;
    if (step === undefined) return UNKNOWN;
    // What a job reports of its model is below the place that it was given.
    if (rest[0] === 'ModelArtifacts') {
      return { start: folder(this.of(valueAt(step.body.Arguments, ['OutputDataConfig', 'S3OutputPath']), depth)), isWhole: false };
    }
    return this.of(valueAt(step.body.Arguments, rest), depth);
  }
}

/** `Steps.prepare.Outputs['train'].S3Uri` -> `Steps`, `prepare`, `Outputs`, `train`, `S3Uri` */
export function segments(path: string): string[] {
  return [...path.matchAll(/\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|([^.[\]]+)/g)].map(([, single, double, index, plain]) =>
    single ?? double ?? index ?? plain ?? '');
}

/** Items of lists are named by their `OutputName`, `InputName`, `ChannelName` or number. */
function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) {
      return /^\d+$/.test(key) ? at[Number(key)] : at.find(item => isObject(item)
        && [item.OutputName, item.InputName, item.ChannelName].includes(key));
    }
    return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}

function folder({ start, isWhole }: CertainText): string {
  return isWhole && !start.endsWith('/') ? `${start}/` : start;
}
