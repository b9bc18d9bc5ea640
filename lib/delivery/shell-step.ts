import { RunValue, ScriptStep, SignInStep, Variables } from './job';

/** Where the shell of a system finds a value that only the run knows: the name of a variable. */
export type RunVariables = { readonly [Value in RunValue['value']]: string };

/**
 * A step as commands for systems that run all steps of a job in one shell: in a shell of its own, so that no variable of one reaches
 * another, which ends at the first command that fails.
 */
export function stepLines({ id, name, run, variables = {} }: ScriptStep, known: RunVariables): string[] {
  return [`# ${id === undefined ? '' : `${id}: `}${name}`, '(', 'set -euo pipefail', ...exported(variables, known), ...run, ')'];
}

function exported(variables: Variables, known: RunVariables): string[] {
  return Object.entries(variables).map(([name, value]) =>
    `export ${name}=${typeof value === 'string' ? quoted(value) : `"$${known[value.value]}"`}`);
}

/**
 * A text as one word of the shell. Behind each dollar sign stand two quotation marks, which are nothing to the shell: without them a
 * system could take what follows for one of its own expressions.
 */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replaceAll('$', () => "$''")}'`;
}

/** Where a token is: in a variable of the shell, or in the file whose path a variable holds. */
export type TokenPlace = { readonly variable: string } | { readonly file: string };

/**
 * Shows AWS STS a token in which the system says who the job is, and leaves the short-lived keys of the role to the steps that follow.
 *
 * @param session what AWS CloudTrail calls the run, as the shell writes it
 */
export function signInLines({ duty, environment, role, seconds = 3600 }: SignInStep, token: TokenPlace, session: string): string[] {
  const { region, roleArn } = role;
  const [before, file, after] = 'file' in token ? [[], `$${token.file}`, []] : kept(token.variable);
  return [
    `# Sign in to ${environment}, to ${duty}`,
    'set -euo pipefail',
    ...before,
    `keys=$(aws sts assume-role-with-web-identity --region ${region} --role-arn ${roleArn} \\`,
    `  --role-session-name "${session}" --web-identity-token "file://${file}" --duration-seconds ${seconds} \\`,
    '  --query \'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]\' --output text)',
    ...after,
    'read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<< "$keys"',
    `export AWS_REGION=${region} AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`,
  ];
}

/** A token in a file that only its job can read, for as long as it is shown: arguments of a command are seen by others. */
function kept(variable: string): [before: string[], file: string, after: string[]] {
  return [['token_file=$(mktemp)', `printf '%s' "$${variable}" > "$token_file"`], '$token_file', ['rm "$token_file"']];
}
