import { BuildsOf, deliveryBucket } from './render-builds';
import { BUILDS_TOPIC } from './triggers';
import { codeAccount, deliveryAccount } from '../../definition/delivery/google-identity';

/** What is to be made in the Google Cloud project. */
export interface SetUp {
  readonly environments: readonly string[];
  /** The topics whose messages release versions. */
  readonly topics: readonly string[];
  readonly triggers: readonly string[];
}

/** Triggers and what they name, as commands that can be run again at any time. */
export function googleSetupScript(of: BuildsOf, { environments, topics, triggers }: SetUp): string {
  const { google: { project, region }, systemName } = of;
  const build = codeAccount(systemName, 'build');
  const test = codeAccount(systemName, 'test');
  const reading = deliveryAccount(systemName);
  const delivering = [reading, ...environments.map(name => deliveryAccount(systemName, name))];
  return [
    '#!/usr/bin/env bash',
    `# Makes in Google Cloud what the delivery of ${systemName} needs: triggers, service accounts, topics, and a bucket.`,
    '# Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
    '# Run it once, and whenever a trigger or it changes, as an owner of the project who has signed in with `gcloud auth login`: it can be run',
    '# again at any time. The repository is connected to Cloud Build by hand, once.',
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    '',
    `project=${project}`,
    `region=${region}`,
    `bucket=gs://${deliveryBucket(of)}`,
    'cloud() { gcloud --quiet --project "$project" "$@"; }',
    'member() { echo "serviceAccount:$1@$project.iam.gserviceaccount.com"; }',
    '',
    'cloud services enable cloudbuild.googleapis.com iam.googleapis.com iamcredentials.googleapis.com pubsub.googleapis.com storage.googleapis.com',
    '',
    '# Service accounts: of builds that run code of the repository, of those that look at environments, and one for each environment.',
    `for account in ${[test, build, ...delivering].join(' ')}; do`,
    '  cloud iam service-accounts describe "$account@$project.iam.gserviceaccount.com" > /dev/null 2>&1 \\',
    '    || cloud iam service-accounts create "$account" > /dev/null',
    '  for role in roles/logging.logWriter roles/artifactregistry.reader; do',
    '    cloud projects add-iam-policy-binding "$project" --member "$(member "$account")" --role "$role" --condition None > /dev/null',
    '  done',
    'done',
    '# Those that deliver say in a token who they are, to AWS.',
    `for account in ${delivering.join(' ')}; do`,
    '  cloud iam service-accounts add-iam-policy-binding "$account@$project.iam.gserviceaccount.com" --member "$(member "$account")" \\',
    '    --role roles/iam.serviceAccountOpenIdTokenCreator > /dev/null',
    'done',
    '',
    '# Templates go from build to build. Whoever writes some can neither change nor remove what is there.',
    'cloud storage buckets describe "$bucket" > /dev/null 2>&1 \\',
    '  || cloud storage buckets create "$bucket" --location "$region" --uniform-bucket-level-access --public-access-prevention',
    `for account in ${[build, reading].join(' ')}; do`,
    '  cloud storage buckets add-iam-policy-binding "$bucket" --member "$(member "$account")" --role roles/storage.objectCreator > /dev/null',
    'done',
    `for account in ${delivering.join(' ')}; do`,
    '  cloud storage buckets add-iam-policy-binding "$bucket" --member "$(member "$account")" --role roles/storage.objectViewer > /dev/null',
    'done',
    '',
    '# Cloud Build says in the first topic how each build stands, and builds that follow one listen; a message in one of the others releases a',
    '# version.',
    `for topic in ${[BUILDS_TOPIC, ...topics].join(' ')}; do`,
    '  cloud pubsub topics describe "$topic" > /dev/null 2>&1 || cloud pubsub topics create "$topic"',
    'done',
    ...topics.length === 0 ? [] : [
      `for topic in ${topics.join(' ')}; do`,
      `  cloud pubsub topics add-iam-policy-binding "$topic" --member "$(member ${reading})" --role roles/pubsub.publisher > /dev/null`,
      'done',
    ],
    '',
    '# The triggers. Who lets their builds begin is who has roles/cloudbuild.builds.approver.',
    `for trigger in ${triggers.join(' ')}; do`,
    '  cloud builds triggers import --region "$region" --source "triggers/$trigger.yaml" > /dev/null',
    'done',
    '',
    'echo \'Into the definition of the system, below "delivery.cloudBuild":\'',
    'echo \'serviceAccounts:\'',
    `for account in ${delivering.join(' ')}; do`,
    '  id=$(cloud iam service-accounts describe "$account@$project.iam.gserviceaccount.com" --format \'value(uniqueId)\')',
    '  echo "  $account: \\"$id\\""',
    'done',
    '',
  ].join('\n');
}
