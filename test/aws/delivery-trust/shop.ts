import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** What jobs that deliver a shop may reach in production: what has its names, and what has a name of its own. */
export const NAMES = {
  systemName: 'shop',
  environmentName: 'prod',
  endpointNames: ['shop-prod-*', 'Own'],
  alarmNames: ['shop-prod-*'],
  pipelineNames: ['shop-prod-*'],
  modelPackageGroupNames: ['shop-prod-*', 'Own'],
};

export const DUTIES = ['read', 'deploy', 'operate'];

/** The platform stack of production with a trust in it. */
export function stackWith(define: (stack: Stack) => unknown): Stack {
  const stack = new Stack(new App(), 'Platform', { env: { account: '222222222222', region: 'eu-west-1' } });
  define(stack);
  return stack;
}

/** The template of that stack. */
export function templateWith(define: (stack: Stack) => unknown): Template {
  return Template.fromStack(stackWith(define));
}
