import { App, Aws, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { WrittenDashboard } from '../../../lib/aws/monitoring/written-dashboard';

/** A page with a reference to a resource, to a parameter and to the region, an expression and a limit. */
function rowsIn(stack: Stack): cloudwatch.IWidget[][] {
  const endpoint = new CfnParameter(stack, 'EndpointName');
  const requests = new cloudwatch.Metric({
    namespace: 'AWS/SageMaker', metricName: 'Invocations', statistic: 'Sum', dimensionsMap: { EndpointName: endpoint.valueAsString }, label: 'a "quoted" label',
  });
  const alarm = requests.createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
  const half = new cloudwatch.MathExpression({ expression: 'all / 2', usingMetrics: { all: requests }, period: Duration.minutes(1) });
  return [
    [new cloudwatch.AlarmStatusWidget({ alarms: [alarm], width: 24 })],
    [new cloudwatch.GraphWidget({ title: 'One', left: [requests], region: Aws.REGION }), graphOf(half)],
  ];
}

function graphOf(metric: cloudwatch.IMetric): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title: 'Half', left: [metric], leftAnnotations: [{ value: 3 }] });
}

function bodyOf(define: (stack: Stack) => void): unknown {
  const stack = new Stack(new App(), 'Stack');
  define(stack);
  return Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'))[0]!.Properties.DashboardBody;
}

const later = new cloudwatch.TextWidget({ markdown: 'Call the team' });
const variable = new cloudwatch.DashboardVariable({
  id: 'region', type: cloudwatch.VariableType.PROPERTY, inputType: cloudwatch.VariableInputType.INPUT, value: 'region', label: 'Region',
});

test.each<[string, (dashboard: cloudwatch.Dashboard) => void]>([
  ['as it is', () => undefined],
  ['with a widget that is added later', dashboard => dashboard.addWidgets(later)],
  ['with a variable that is added later', dashboard => dashboard.addVariable(variable)],
])('says what the dashboard of the CDK says, %s', (_, add) => {
  const written = bodyOf(stack => add(new WrittenDashboard(stack, 'Dashboard', rowsIn(stack))));
  const drawn = bodyOf(stack => add(new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: rowsIn(stack) })));
  expect(written).toEqual(drawn);
  expect(JSON.stringify(written)).toContain('Half');
});
