/** What AWS STS looks at in a token of a job. */
export interface Token {
  readonly aud: string;
  readonly sub: string;
  /** Which it knows of GitHub alone. */
  readonly ref?: string;
  /** For whom a token of Google is; what AWS STS calls the audience of one is the account that has asked for it. */
  readonly oaud?: string;
}

/** The trust of a role, as a template has it. */
export interface TrustPolicy {
  readonly Statement: { Effect: string; Action: string; Condition: Record<string, Record<string, string[] | string>> }[];
}

/** Whether a trust policy takes a token: only `StringEquals` is known, and every condition must hold. */
export function takes({ Statement: statements }: TrustPolicy, token: Token, by = 'token.actions.githubusercontent.com'): boolean {
  return statements.some(({ Effect, Action, Condition }) => {
    if (Effect !== 'Allow' || Action !== 'sts:AssumeRoleWithWebIdentity') throw new Error('the statement is of another kind');
    const { StringEquals, ...others } = Condition;
    if (StringEquals === undefined || Object.keys(others).length > 0) throw new Error('there are other conditions than StringEquals');
    return Object.entries(StringEquals).every(([key, wanted]) => {
      const [issuer, claim] = key.split(':');
      return issuer === by && [wanted].flat().includes(token[claim as keyof Token]!);
    });
  });
}
