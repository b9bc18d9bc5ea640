import { physicalName } from '../../private/names';

/** `-artifacts-`, an account and the longest region leave this much of a bucket's 63 characters. */
const MAX_PREFIX = 25;

/**
 * The names of a platform's buckets and key, which follow from its prefix: other accounts and tools know them without being
 * told.
 */
export class PlatformNames {
  private readonly prefix: string;

  constructor(namePrefix: string) {
    this.prefix = physicalName([namePrefix.toLowerCase()], MAX_PREFIX);
  }

  /** @param purpose `artifacts`, `data` or `logs` */
  public bucket(purpose: string, account: string, region: string): string {
    return `${this.prefix}-${purpose}-${account}-${region}`;
  }

  /** Begins with a letter whatever the prefix begins with, as the service asks. */
  public get packageDomain(): string {
    return `packages-${this.prefix}`;
  }

  public get keyAlias(): string {
    return `alias/${this.prefix}`;
  }
}
