import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Whom a server lets in. */
interface Lists {
  readonly readers: string[];
  readonly writers: string[];
}

/**
 * Who may fetch and push. The server asks AWS who calls it, and holds that against its lists: roles of any account need no permission of IAM.
 */
export class GitLfsServerGrants {
  /** @internal */
  public static _on(lists: Lists): GitLfsServerGrants {
    return new GitLfsServerGrants(lists);
  }

  private constructor(private readonly lists: Lists) {}

  /** Lets a role fetch objects, and see locks. */
  public read(role: iam.IRole): void {
    this.lists.readers.push(listed(role));
  }

  /** Lets a role also push and lock. Nothing can be deleted. */
  public write(role: iam.IRole): void {
    this.lists.writers.push(listed(role));
  }
}

/** As AWS says it of whoever has assumed a role, whose path it leaves out. */
function listed({ principalAccount, roleName }: iam.IRole): string {
  return `${principalAccount ?? Aws.ACCOUNT_ID}/${roleName}`;
}
