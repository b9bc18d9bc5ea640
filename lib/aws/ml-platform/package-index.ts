import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDomain, CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { checkPropNames } from '../foundation/check-props';
import { IPackageIndex } from '../foundation/package-index';
import { PackageIndexGrants } from '../foundation/package-index-grants';

/** What jobs install from. */
const REPOSITORY = 'python';
/** What fetches from PyPI: a repository has one external connection or upstream repositories, and the first can also hold packages of one's own. */
const UPSTREAM = 'pypi';

/**
 * A repository that is there already, in the region of the stack. One of another account must let this account read it.
 */
export interface PackageIndexAttributes {
  /** Name of the domain. */
  readonly domainName: string;

  /** Name of the repository in the domain. */
  readonly repositoryName: string;

  /**
   * The account that owns the domain.
   *
   * @default - the account of the stack
   */
  readonly owner?: string;
}

/**
 * What a new package index is made of.
 */
export interface PackageIndexProps {
  /** Encrypts the packages. */
  readonly encryptionKey: kms.IKey;

  /**
   * Name of the domain, of lower-case letters, digits and hyphens. It cannot be changed later.
   *
   * @default - made from the path of the construct
   */
  readonly domainName?: string;

  /**
   * What happens to domain and repositories when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Python packages for jobs that cannot reach the internet: a repository of AWS CodeArtifact that fetches from PyPI what nobody has
 * asked for before, and keeps it.
 *
 * @example
 * declare const key: kms.Key;
 *
 * new PackageIndex(this, 'Packages', { encryptionKey: key });
 */
export class PackageIndex extends Construct implements IPackageIndex {
  /** A repository that is there already. */
  public static fromPackageIndexAttributes(scope: Construct, id: string, attributes: PackageIndexAttributes): IPackageIndex {
    class Import extends Construct implements IPackageIndex {
      public readonly domainName = attributes.domainName;
      public readonly owner = attributes.owner ?? Stack.of(this).account;
      public readonly repositoryName = attributes.repositoryName;
      public readonly repositoryArn = repositoryArn(this, this);
      public readonly grants = PackageIndexGrants._on(this);
    }
    return new Import(scope, id);
  }

  public readonly domainName: string;
  public readonly owner: string;
  public readonly repositoryName: string;
  public readonly repositoryArn: string;
  public readonly grants: PackageIndexGrants;

  constructor(scope: Construct, id: string, props: PackageIndexProps) {
    super(scope, id);
    checkPropNames(this, props);
    this.domainName = props.domainName ?? Names.uniqueResourceName(this, { maxLength: 50, separator: '-' }).toLowerCase();
    this.owner = Stack.of(this).account;
    this.repositoryName = REPOSITORY;
    this.repositoryArn = repositoryArn(this, this);
    this.grants = PackageIndexGrants._on(this);

    const domain = new CfnDomain(this, 'Resource', { domainName: this.domainName, encryptionKey: props.encryptionKey.keyArn });
    const upstream = this.defineRepository('Upstream', domain, UPSTREAM, { description: 'Fetches from PyPI', externalConnections: ['public:pypi'] });
    const repository = this.defineRepository('Repository', domain, REPOSITORY, { description: 'What jobs install', upstreams: [upstream.attrName] });
    [domain, upstream, repository].forEach(resource => resource.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN));
  }

  private defineRepository(
    id: string, domain: CfnDomain, repositoryName: string, options: { description: string; externalConnections?: string[]; upstreams?: string[] },
  ): CfnRepository {
    return new CfnRepository(this, id, { domainName: domain.attrName, repositoryName, ...options });
  }
}

/** By its names, so that other stacks need no export; in CodeArtifact the ARN has the domain's account. */
function repositoryArn(scope: IConstruct,
  { domainName, repositoryName, owner }: Pick<IPackageIndex, 'domainName' | 'repositoryName' | 'owner'>): string {
  return Stack.of(scope).formatArn({
    service: 'codeartifact',
    resource: 'repository',
    resourceName: `${domainName}/${repositoryName}`,
    account: owner,
  });
}
