import { presignedUrl } from '../../../../lib/aws/data-versioning/handlers/logic/presigned-url';

const KEYS = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

test('is signed as the example in the reference of Amazon S3 is', () => {
  const url = presignedUrl({ method: 'GET', url: 'https://examplebucket.s3.amazonaws.com/test.txt', headers: {}, seconds: 86400 },
    'us-east-1', KEYS, new Date('2013-05-24T00:00:00Z'));
  expect(url).toContain('&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});

test('signs the headers that a request has to have, so that no other value passes', () => {
  const sign = (digest: string) => new URL(presignedUrl({ method: 'PUT', url: 'https://b.s3.eu-west-1.amazonaws.com/k', headers: { 'x-amz-checksum-sha256': digest }, seconds: 60 },
    'eu-west-1', { ...KEYS, token: 'a+/=' }, new Date(0))).searchParams;
  expect(sign('a').get('X-Amz-SignedHeaders')).toBe('host;x-amz-checksum-sha256');
  expect(sign('a').get('X-Amz-Security-Token')).toBe('a+/=');
  expect(sign('a').get('X-Amz-Signature')).not.toBe(sign('b').get('X-Amz-Signature'));
});
