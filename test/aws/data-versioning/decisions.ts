/** What is asked of Amazon S3. */
export interface Ask {
  readonly action: string;
  readonly key: string;
  readonly principal: string;
  /** What the request says beside that, by the names of condition keys. */
  readonly says?: { readonly [key: string]: string };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

/** Whether the policy of a bucket forbids what is asked, whatever allows it. An operator that is not known here is an error, not a pass. */
export function forbids(statements: readonly Statement[], ask: Ask): boolean {
  return statements.some(statement => statement.Effect === 'Deny'
    && listOf(statement.Action).includes(ask.action)
    && covers(statement.Resource, ask.key)
    && holds(statement.Condition ?? {}, { 'aws:PrincipalArn': ask.principal, 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...ask.says }));
}

/** Resources are the bucket, or a pattern of its objects. */
function covers(resource: unknown, key: string): boolean {
  return [resource].flat().map(one => JSON.stringify(one)).some(text => {
    const pattern = /"(\/[^"]*)"\]\]}$/.exec(text)?.[1];
    return pattern !== undefined && `/${key}`.startsWith(pattern.replace(/\*$/, ''));
  });
}

function holds(condition: NonNullable<Statement['Condition']>, said: { readonly [key: string]: string | undefined }): boolean {
  return Object.entries(condition).every(([operator, keys]) => Object.entries(keys).every(([key, wanted]) => {
    switch (operator) {
      case 'StringNotEquals': return !listOf(wanted).includes(said[key] ?? '');
      case 'Null': return String(said[key] === undefined) === wanted;
      case 'Bool': return said[key] === wanted;
      case 'NumericLessThan': return Number(said[key]) < Number(wanted);
      default: throw new Error(`the operator ${operator} is not evaluated here`);
    }
  }));
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
