import { CfnParameter, DefaultTokenResolver, Fn, Reference, Stack, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { contentHash, physicalName } from '../../private/names';

const HASH_LENGTH = 9;
const VERSION_LENGTH = 7;
const SHORTEST_PREFIX = 10;

/**
 * The name of a resource that CloudFormation can only replace. It changes if and only if the content does, so that the new
 * resource never meets the old one.
 */
export class ContentName {
  /**
   * @param scope resolves the references in the content
   * @param prefix for people; cut when it is long
   * @param content everything that makes the resource what it is
   * @param packages ARNs of model packages that the content depends on beside what it says; only their tokens count
   */
  public static of(scope: IConstruct, prefix: string, content: unknown, packages: readonly string[] = []): ContentName {
    const open = [...new Set(packages.filter(arn => Token.isUnresolved(arn)))];
    if (isOpen(scope, content)) return new ContentName(undefined, open);
    const room = Math.max(SHORTEST_PREFIX, 63 - HASH_LENGTH - open.length * VERSION_LENGTH);
    return new ContentName(`${physicalName([prefix], room)}-${contentHash(Stack.of(scope).resolve(content))}`, open);
  }

  private constructor(
    /** The part that is known at synthesis; nothing when the content is only known at deployment. */
    public readonly fixed: string | undefined,
    /** Model packages that are chosen at deployment. */
    public readonly packages: readonly string[],
  ) {}

  /**
   * The whole name; nothing when CloudFormation has to find one. A model package that is chosen at deployment adds its
   * version: the template stays the same then, the content does not.
   */
  public get text(): string | undefined {
    if (this.fixed === undefined || this.packages.length === 0) return this.fixed;
    return Fn.join('-', [this.fixed, ...this.packages.map(arn => Fn.select(2, Fn.split('/', arn)))]);
  }
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
