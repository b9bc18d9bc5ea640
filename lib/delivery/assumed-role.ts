/** A role that a job takes on, and where it is. */
export interface AssumedRole {
  readonly roleArn: string;
  readonly roleName: string;
  readonly account: string;
  readonly region: string;
}
