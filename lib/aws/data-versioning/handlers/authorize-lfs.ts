/**
 * Lets clients of Git LFS in: whose role may read, and whose may write. Their password is a token that is signed on their machine and is
 * worth nothing after a quarter of an hour.
 */
import { callerOf } from './logic/caller';
import { log, logError } from '../../foundation/handlers/logic/log';

export interface AuthorizerEvent {
  readonly headers?: { readonly [name: string]: string | undefined };
}

export interface AuthorizerAnswer {
  readonly isAuthorized: boolean;
  readonly context?: { readonly name: string; readonly may: 'read' | 'write' };
}

export async function handler({ headers = {} }: AuthorizerEvent): Promise<AuthorizerAnswer> {
  const { LFS_SERVER = '', READERS = '', STS_ADDRESS, WRITERS = '' } = process.env;
  try {
    const caller = await callerOf(passwordIn(headers.authorization ?? ''), LFS_SERVER, STS_ADDRESS);
    const may = WRITERS.split(',').includes(caller?.role ?? '-') ? 'write' : READERS.split(',').includes(caller?.role ?? '-') ? 'read' : undefined;
    if (caller === undefined || may === undefined) {
      log('a client is not let in', { role: caller?.role ?? 'unknown' });
      return { isAuthorized: false };
    }
    return { isAuthorized: true, context: { name: caller.name, may } };
  } catch (error) {
    logError('AWS STS does not say who a client is', error);
    return { isAuthorized: false };
  }
}

/** What stands after the name of the user, which says nothing. */
function passwordIn(authorization: string): string {
  const [, text = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  return Buffer.from(text, 'base64').toString('utf8').replace(/^[^:]*:/, '');
}
