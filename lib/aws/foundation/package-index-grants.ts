import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';

/** What the permissions are about. */
interface Packages extends IConstruct {
  readonly domainName: string;
  readonly owner: string;
  readonly repositoryArn: string;
}

/**
 * Permissions on a package index.
 */
export class PackageIndexGrants {
  /** @internal */
  public static _on(packages: Packages): PackageIndexGrants {
    return new PackageIndexGrants(packages);
  }

  private constructor(private readonly packages: Packages) {}

  /** Allows pip to find and install packages: a token for the domain, and reading the one repository. */
  public install(grantee: iam.IGrantable): iam.Grant {
    const { domainName, owner, repositoryArn } = this.packages;
    const domainArn = Stack.of(this.packages).formatArn({
      service: 'codeartifact', resource: 'domain', resourceName: domainName, account: owner, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const allow = (actions: string[], resource: string, conditions?: Record<string, Record<string, string>>) =>
      iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [resource], conditions });
    return allow(['codeartifact:GetAuthorizationToken'], domainArn)
      .combine(allow(['codeartifact:GetRepositoryEndpoint', 'codeartifact:ReadFromRepository'], repositoryArn))
      // The service has no resource-level permission for the token; what it is good for can be limited.
      .combine(allow(['sts:GetServiceBearerToken'], '*', { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } }));
  }
}
