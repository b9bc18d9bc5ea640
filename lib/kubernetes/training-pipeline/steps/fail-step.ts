import { HOME, plain } from './job';
import { StepRenderer } from './step-template';

/** The end of a run, with a message in its log. */
export const FAIL_STEP: StepRenderer<'fail'> = ({ message }) => ({
  image: 'docker.io/library/busybox:1.36.1',
  command: ['sh', '-c', 'echo "$MESSAGE" >&2; exit 1'],
  environment: { HOME, MESSAGE: plain(message) },
  share: { cpu: 0.1, memory: 32 },
  folders: [],
  seconds: 300,
});
