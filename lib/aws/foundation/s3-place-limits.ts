import { storageScheme } from '../../definition/storage-place';
import { Problems } from '../../private/problems';
import { isKnown } from '../../private/tokens';

/** Whether a place is in Amazon S3, as far as one can see. */
export function isInS3(place: string): boolean {
  const scheme = isKnown(place) ? storageScheme(place) : undefined;
  return scheme === undefined || scheme === 's3';
}

/** SageMaker reads and writes Amazon S3 alone. What is no place at all is said elsewhere. */
export function s3PlaceLimits(place: string | undefined, problems: Problems): void {
  if (place === undefined || isInS3(place)) return;
  const how = storageScheme(place) === 'hf' ? 'download the files and copy them there, '
    + 'those of a model packed as model.tar.gz' : 'copy the files there';
  problems.add(`must be a place in Amazon S3 such as s3://bucket/prefix/ for what runs on AWS, got ${JSON.stringify(place)}; ${how}`);
}
