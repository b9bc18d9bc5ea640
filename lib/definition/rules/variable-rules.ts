import { entries, Named } from './names';
import { Problems } from '../../private/problems';

/** How the secrets look that people have pasted into variables. */
const SECRETS: readonly (readonly [value: RegExp, what: string])[] = [
  [/^(AKIA|ASIA)[0-9A-Z]{16}$/, 'an access key of AWS'],
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/, 'a private key'],
  [/^(gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_\w{20,}|glpat-[\w-]{20,})$/, 'a token of GitHub or GitLab'],
  [/^hf_[A-Za-z0-9]{30,}$/, 'a token of Hugging Face'],
  [/^xox[abeprs]-[\w-]{10,}$/, 'a token of Slack'],
  [/^(sk-[\w-]{20,}|AIza[\w-]{35}|dapi[0-9a-f]{32}(-\d+)?)$/, 'a key of an API'],
  [/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/, 'a signed token'],
  [/^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:[^\s@/]+@/i, 'an address with a password'],
];

/** Of a variable with such a name, a value that no name of a secret has: letters and digits in one piece. */
const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|SECRET|SECRET_ACCESS_KEY|API_?KEY|ACCESS_KEY|PRIVATE_KEY|TOKEN)$/i;
const SECRET_VALUE = /^(?=.*\d)(?=.*[a-z])[\w+=.!$%&*#@^~-]{12,}$/i;

/** Variables stand in templates and manifests, where many can read them. The value is not said again: messages are kept, too. */
export function variableRules(environment: Named<string>, problems: Problems): void {
  for (const [name, value] of entries(environment)) {
    const what = SECRETS.find(([pattern]) => pattern.test(value))?.[1]
      ?? (SECRET_NAME.test(name) && SECRET_VALUE.test(value) ? 'a secret' : undefined);
    if (what === undefined) continue;
    problems.at(name).add(`looks like ${what}, which everybody could read who reads this file or what is made of it; `
      + 'keep it in a store of secrets such as AWS Secrets Manager, give its name or ARN here, and let the code read it when it starts');
  }
}
