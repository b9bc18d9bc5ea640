import { Found, SdkDocument, SdkStep } from './sdk-document';
import { groupName, propertyFilesOf } from './sdk-limits';
import { SdkTexts, segments } from './sdk-text';
import { isObject } from '../../../definition/structure';
import { renderPath } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { JobKind } from '../job-kind';
import { STEP_RENDERERS } from '../steps/step-renderers';

/** What each type of step makes. Types of the Python SDK that the definition does not have are here too. */
const JOBS: Readonly<Record<string, JobKind | undefined>> = {
  ...Object.fromEntries(Object.values(STEP_RENDERERS).map(renderer => [renderer.type, renderer.job])),
  ClarifyCheck: 'processing-job',
  QualityCheck: 'processing-job',
};

const IMAGES = ['ImageUri', 'TrainingImage', 'Image'];
const WRITTEN = ['S3Output', 'CheckpointConfig', 'TensorBoardOutputConfig'];

const QUEUE = /^https:\/\/(?:sqs\.(?<region>[^./]+)|(?<formerly>[^./]+)\.queue)\.amazonaws\.[^/]+\/(?<account>\d{12})\/(?<name>[^/]+)$/;

/** A queue, by the parts of its URL. */
export interface SdkQueue {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** Something that a step names and that nobody knows before the pipeline runs, so that it gets no permission. */
export interface OpenNeed {
  /** Where it is in the file: `Steps[2].Arguments.RoleArn`. */
  readonly path: string;
  readonly message: string;
}

/** How a place is used under the role of the pipeline. */
export interface UsedPlace {
  /** `s3://bucket/` and how the prefix begins. */
  readonly uri: string;
  readonly isWritten: boolean;
}

/**
 * What the role of a pipeline needs for the steps of a file, as far as the file says it: what is named by a parameter is what its default
 * names. The rest is said with its place.
 */
export class SdkNeeds {
  public readonly jobs = new Set<JobKind>();
  /** Kinds of jobs that run under the pipeline's own role, which writes their logs. */
  public readonly ownJobs = new Set<JobKind>();
  /** Types of steps for which the library knows no permissions. */
  public readonly unknownTypes = new Set<string>();
  /** Roles that are passed to jobs. */
  public readonly roleArns = new Set<string>();
  public readonly images = new Set<string>();
  public readonly places: UsedPlace[] = [];
  public readonly volumeKeys = new Set<string>();
  public readonly subnets = new Set<string>();
  public readonly securityGroups = new Set<string>();
  /** Groups in which versions are registered, each with the statuses under which they are. */
  public readonly groups = new Map<string, Set<string>>();
  /** Groups whose versions are only read. */
  public readonly readGroups = new Set<string>();
  public readonly functionArns = new Set<string>();
  public readonly queues: SdkQueue[] = [];
  public readonly clusterIds = new Set<string>();
  /** Roles of clusters that steps make. */
  public readonly clusterRoles = new Set<string>();
  public readonly open: OpenNeed[] = [];

  /** @param ownRole the ARN of the pipeline's role, when it is known; jobs that name no role run under it */
  constructor(private readonly document: SdkDocument, private readonly texts: SdkTexts, private readonly ownRole?: string) {
    for (const step of document.steps) this.step(step);
  }

  private step(step: SdkStep): void {
    const job = JOBS[step.type];
    if (job !== undefined) this.jobs.add(job);
    if (!Object.hasOwn(JOBS, step.type)) this.unknownTypes.add(step.type);
    const each = (keys: readonly string[], use: (found: Found) => void) => step.entries.filter(({ key }) => keys.includes(key)).forEach(use);
    each(['RoleArn', 'ExecutionRoleArn'], found => this.take(found, 'role', text => this.roleArns.add(text), /^arn:.+:role\/.+/));
    each(['VolumeKmsKeyId'], found => this.take(found, 'key', text => this.volumeKeys.add(text)));
    each(['Std:JsonGet'], found => this.metrics(found));
    if (job !== undefined && this.isOwn(step)) this.ownJob(step, job);
    if (step.type === 'RegisterModel') this.version(step);
    if (/^(Quality|Clarify)Check$/.test(step.type)) {
      each(['ModelPackageGroupName'], found => this.take(found, 'model package group', text => this.readGroups.add(groupName(text)!)));
    }
    if (step.type === 'Lambda') {
      each(['FunctionArn'], found => this.take(found, 'function', text => this.functionArns.add(text), /^arn:.+:function:.+/));
    }
    if (step.type === 'Callback') each(['SqsQueueUrl'], found => this.queue(found));
    if (step.type === 'EMR') this.cluster(step);
  }

  /** A step runs under the role of the pipeline when it names that one, or none; a transform job under that of its model. */
  private isOwn(step: SdkStep): boolean {
    if (step.type === 'Transform') return this.document.steps.some(other => other.type === 'Model' && this.isOwn(other) && isModelOf(other, step));
    const named = step.entries.filter(({ key, value }) => /^(Execution)?RoleArn$/.test(key) && value !== null);
    return named.every(({ value }) => this.ownRole !== undefined && this.texts.whole(value) === this.ownRole);
  }

  /** What a typed step gets as well: its image, its data, its network. */
  private ownJob(step: SdkStep, job: JobKind): void {
    this.ownJobs.add(job);
    for (const found of step.entries) {
      if (IMAGES.includes(found.key) && !isContainer(found.value)) this.take(found, 'image', text => this.images.add(text));
      if (['S3Uri', 'S3OutputPath', 'ModelDataUrl'].includes(found.key)) {
        this.place(found, found.key === 'S3OutputPath' || found.path.some(key => WRITTEN.includes(String(key))));
      }
      if (found.key === 'Subnets') this.list(found, 'subnet', this.subnets);
      if (found.key === 'SecurityGroupIds') this.list(found, 'security group', this.securityGroups);
    }
  }

  private version(step: SdkStep): void {
    const argument = (key: string) => step.entries.find(found => found.key === key && found.path.length === step.path.length + 2);
    const [group, status] = [argument('ModelPackageGroupName'), argument('ModelApprovalStatus')];
    for (const found of step.entries) {
      if (found.key === 'Image') this.take(found, 'image', text => this.images.add(text));
    }
    if (!group) return;
    this.take(group, 'model package group', text => {
      const statuses = this.groups.get(groupName(text)!) ?? new Set();
      this.groups.set(groupName(text)!, statuses);
      if (status) this.take(status, 'approval status', known => statuses.add(known));
    });
  }

  /** The pipeline itself, and no job, reads the values that conditions and other steps take from files. */
  private metrics({ value, path }: Found): void {
    if (!isObject(value)) return;
    if (value.S3Uri !== undefined) return this.place({ key: 'S3Uri', value: value.S3Uri, path: [...path, 'S3Uri'] }, false);
    const file = isObject(value.PropertyFile) ? value.PropertyFile.Get : value.PropertyFile;
    const [, name = '', , propertyFile] = typeof file === 'string' ? segments(file) : [];
    const step = this.document.find(name);
    const output = step && propertyFilesOf(step).find(item => item.name === propertyFile)?.output;
    const uri = step && output !== undefined ? outputUri(step, output) : undefined;
    if (uri) this.place(uri, false, true);
    else this.openNeed({ key: 'PropertyFile', value: undefined, path: [...path, 'PropertyFile'] }, 'place in Amazon S3', 'reads');
  }

  private queue(found: Found): void {
    this.take(found, 'queue', text => {
      const { region, formerly, account, name } = QUEUE.exec(text)!.groups!;
      this.queues.push({ region: (region ?? formerly)!, account: account!, name: name! });
    }, QUEUE);
  }

  private cluster(step: SdkStep): void {
    for (const found of step.entries) {
      if (found.key === 'ClusterId') this.take(found, 'cluster', text => this.clusterIds.add(text), /^j-\w+$/);
      if (['ServiceRole', 'JobFlowRole', 'AutoScalingRole'].includes(found.key)) this.take(found, 'role', text => this.clusterRoles.add(text));
    }
  }

  /** Outputs are folders; inputs are whatever begins like this. */
  private place(found: Found, isWritten: boolean, isFolder: boolean = isWritten): void {
    const place = this.texts.place(found.value);
    if (place) this.places.push({ uri: isFolder && place.isWhole && !place.uri.endsWith('/') ? `${place.uri}/` : place.uri, isWritten });
    else this.openNeed(found, 'place in Amazon S3', isWritten ? 'writes' : 'reads');
  }

  private list({ key, value, path }: Found, what: string, into: Set<string>): void {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const at = (index: number) => Array.isArray(value) ? [...path, index] : path;
    items.forEach((item, index) => this.take({ key, value: item, path: at(index) }, what, text => into.add(text)));
  }

  private take(found: Found, what: string, use: (text: string) => void, form: RegExp = /./): void {
    if (found.value === null || found.value === undefined) return;
    const text = this.texts.whole(found.value);
    // A token is the whole of what it stands for; only a queue has to be taken apart.
    if (text !== undefined && (form.test(text) || !isKnown(text) && form !== QUEUE)) use(text);
    else this.openNeed(found, what);
  }

  private openNeed({ path, value }: Found, what: string, verb: string = 'uses'): void {
    const { start } = this.texts.of(value);
    const known = start === '' ? '' : ` beyond ${JSON.stringify(start)}`;
    this.open.push({
      path: renderPath(path),
      message: `${verb} a ${what} that is not known${known} before the pipeline runs, so the role gets no permission for it; `
        + 'give the parameter a default, or allow it yourself',
    });
  }
}

/** Where a step writes one of its outputs. */
function outputUri(step: SdkStep, name: string): Found | undefined {
  const holder = step.entries.find(({ key, value }) => key === 'OutputName' && value === name)?.path.slice(0, -1);
  return holder && step.entries.find(({ key, path }) => key === 'S3Uri' && holder.every((part, index) => path[index] === part));
}

function isModelOf(model: SdkStep, step: SdkStep): boolean {
  const { value } = step.entries.find(({ key }) => key === 'ModelName') ?? {};
  return isObject(value) && typeof value.Get === 'string' && segments(value.Get)[1] === model.name;
}

function isContainer(value: unknown): boolean {
  return isObject(value) && !('Get' in value) && !('Std:Join' in value);
}
