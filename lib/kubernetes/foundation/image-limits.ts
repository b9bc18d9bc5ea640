import { PLACE_NAMES } from '../../definition/capabilities';
import { Problems } from '../../private/problems';

/** A tag that moves would put another program behind the same manifest. */
export function imageLimits(image: string, problems: Problems): void {
  const isExact = /@sha256:[0-9a-f]{64}$/.test(image) || /:[\w][\w.-]*$/.test(image) && !image.endsWith(':latest');
  if (isExact) return;
  problems.add(`must end in an exact tag or digest on ${PLACE_NAMES.kubernetes}, such as registry.example.com/churn:7, got ${JSON.stringify(image)}`);
}
