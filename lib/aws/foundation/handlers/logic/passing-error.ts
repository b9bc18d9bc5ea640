const PASSING = /Expired|Throttl|TooManyRequests|RequestLimitExceeded|ConcurrentUpdate|Timeout|ServiceUnavailable/;

/**
 * Whether an error passes by itself: the session has expired, a service is busy or down, the network is. Such an error is
 * thrown, so that AWS Lambda or the queue calls again with a new session; it is never reported as the outcome.
 */
export function isPassing(error: unknown): boolean {
  const { name = '', code, $fault } = error as { readonly name?: string; readonly code?: string; readonly $fault?: string };
  return $fault === 'server' || PASSING.test(name) || /^(E[A-Z]+|UND_ERR_\w+)$/.test(code ?? '');
}
