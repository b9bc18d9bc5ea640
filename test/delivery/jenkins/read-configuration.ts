import { parse } from 'yaml';

/** A credential whose tokens Jenkins issues. */
export interface ReadCredential {
  readonly id: string;
  readonly audience: string;
  readonly issuer?: string;
}

interface Configuration {
  readonly credentials: { readonly system: { readonly domainCredentials: readonly Domain[] } };
}

interface Domain {
  readonly credentials: readonly { readonly idTokenFile: ReadCredential }[];
}

/** The credentials of a configuration as code. */
export function credentialsOf(content: string): ReadCredential[] {
  const { credentials: { system: { domainCredentials } } } = parse(content) as Configuration;
  return domainCredentials.flatMap(({ credentials }) => credentials.map(({ idTokenFile }) => idTokenFile));
}
