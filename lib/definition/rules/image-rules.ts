import { Problems } from '../../private/problems';
import { JobDefinition } from '../pipeline/steps/job-definition';

/** What may run something: a framework of any kind, or an image. */
interface WhatRuns extends Pick<JobDefinition, 'frameworkVersion' | 'image'> {
  readonly framework?: string;
}

/** What runs something is an image of a framework, or one's own, never both. */
export function imageRules({ framework, frameworkVersion, image }: WhatRuns, problems: Problems): void {
  if (image !== undefined && framework !== undefined) {
    problems.at('image').add('is not given together with "framework": an image of your own replaces the framework\'s; remove one');
  }
  if (image !== undefined && frameworkVersion !== undefined) {
    problems.at('frameworkVersion').add('has no meaning with "image"; the version is part of the image');
  }
}
