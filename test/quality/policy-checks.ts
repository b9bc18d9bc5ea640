import { App, AppProps } from 'aws-cdk-lib';
import { CheckedApp } from '../../lib/testing';

/** An app whose stacks are held against four policy packs and the CDK's CloudFormation rules. */
export const checkedApp = (props?: AppProps): App => new CheckedApp(props);

/** Everything that is found in a checked app and not acknowledged, of any severity. */
export const findings = (app: App): string[] => (app as CheckedApp).findings();
