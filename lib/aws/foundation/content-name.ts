import { CfnParameter, CfnResource, DefaultTokenResolver, Fn, Lazy, Reference, Stack, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { contentHash, physicalName } from '../../private/names';

const HASH_LENGTH = 9;
const VERSION_LENGTH = 7;
const SHORTEST_PREFIX = 10;

/** What a name depends on beside the content. */
export interface ContentNameOptions {
  /** ARNs of model packages; only their tokens count. */
  readonly packages?: readonly string[];
  /** Names of resources that the content names, by their fixed parts: an override of theirs changes this name, too. */
  readonly parts?: readonly ContentName[];
}

/**
 * The name of a resource that CloudFormation can only replace. It changes if and only if the content does, so that the new
 * resource never meets the old one. Content is what the template says in the end, with the overrides of whoever uses the library.
 */
export class ContentName {
  /**
   * @param scope resolves the references in the content
   * @param prefix for people; cut when it is long
   * @param content everything that makes the resource what it is
   */
  public static of(scope: IConstruct, prefix: string, content: object, { packages = [], parts = [] }: ContentNameOptions = {}): ContentName {
    const open = [...new Set(packages.filter(arn => Token.isUnresolved(arn)))];
    if (isOpen(scope, content)) return new ContentName('', undefined, open, parts);
    const room = Math.max(SHORTEST_PREFIX, 63 - HASH_LENGTH - open.length * VERSION_LENGTH);
    return new ContentName(physicalName([prefix], room), contentHash(Stack.of(scope).resolve(content)), open, parts);
  }

  private resource?: CfnResource;
  private given: object = {};

  private constructor(
    private readonly prefix: string,
    private readonly hash: string | undefined,
    /** Model packages that are chosen at deployment. */
    public readonly packages: readonly string[],
    private readonly parts: readonly ContentName[],
  ) {}

  /** The part that is known at synthesis, before anybody overrides anything; nothing when the content is only known at deployment. */
  public get fixed(): string | undefined {
    return this.hash === undefined ? undefined : `${this.prefix}-${this.hash}`;
  }

  /**
   * The whole name; nothing when CloudFormation has to find one. A model package that is chosen at deployment adds its
   * version: the template stays the same then, the content does not.
   */
  public get text(): string | undefined {
    if (this.hash === undefined) return undefined;
    const name = Lazy.string({ produce: () => this.final() });
    return this.packages.length === 0 ? name : Fn.join('-', [name, ...this.packages.map(arn => Fn.select(2, Fn.split('/', arn)))]);
  }

  /** From now on the name follows what is overridden in the resource that has it. */
  public follow(resource: CfnResource): void {
    this.resource = resource;
    this.given = propertiesOf(resource);
  }

  private final(): string {
    const changes = this.changes();
    return changes === undefined ? this.fixed! : `${this.prefix}-${contentHash(Stack.of(this.resource!).resolve([this.hash, changes]))}`;
  }

  /** What differs from the content that the name was made of: `addPropertyOverride`, a property that was set anew, or that of a part. */
  private changes(): unknown {
    const { parts, resource } = this;
    const changed = parts.map(part => part.changes());
    const own = resource && changesOf(resource, this.given);
    return own === undefined && changed.every(change => change === undefined) ? undefined : [own ?? null, changed.map(change => change ?? null)];
  }
}

/** What escape hatches changed in a resource since its properties were as given. */
function changesOf(resource: CfnResource, given: object): unknown {
  // What `addOverride` collects has no public reader.
  const { rawOverrides: { Properties: overridden = {} } } = resource as unknown as { readonly rawOverrides: { readonly Properties?: object } };
  const { Tags: _, ...counted } = { Tags: undefined, ...overridden };
  const set = Object.entries(propertiesOf(resource)).filter(([name, value]) => given[name as keyof typeof given] !== value);
  return set.length === 0 && Object.keys(counted).length === 0 ? undefined : [set, counted].map(withDeletions);
}

/** Overrides as data in which a deletion counts: it is `undefined`, which JSON leaves out. */
function withDeletions(override: unknown): unknown {
  if (override === undefined) return 'deleted';
  if (Array.isArray(override)) return override.map(withDeletions);
  if (typeof override !== 'object' || override === null || Tokenization.isResolvable(override)) return override;
  return Object.entries(override).map(([name, value]) => [name, withDeletions(value)]);
}

/** The properties of a resource as they are now, without tags, which CloudFormation changes where they are. */
function propertiesOf(resource: CfnResource): object {
  const { tags: _, ...properties } = (resource as unknown as { readonly cfnProperties: { readonly tags?: unknown } }).cfnProperties;
  return properties;
}

/** Whether the content can change at deployment while the template stays the same. */
function isOpen(scope: IConstruct, content: unknown): boolean {
  const finder = new ParameterFinder();
  Tokenization.resolve(content, { scope, resolver: finder, preparing: false });
  return finder.found || /"Fn::ImportValue"|\{\{resolve:/.test(JSON.stringify(Stack.of(scope).resolve(content)) ?? '');
}

class ParameterFinder extends DefaultTokenResolver {
  public found = false;

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(...[token, context, postProcessor]: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    if (Reference.isReference(token) && token.target instanceof CfnParameter) this.found = true;
    return super.resolveToken(token, context, postProcessor);
  }
}
