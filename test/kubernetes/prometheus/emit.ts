/**
 * Writes, for every server and for an image of one's own, the rules of each scenario and the unit test that promtool runs on them; and the rules
 * of every example that Prometheus watches.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { stringify } from 'yaml';
import { scenarios, Scenario } from './scenarios';
import { kubernetes } from '../../../lib';
import { Framework } from '../../../lib/definition';
import { ModelServer } from '../../../lib/definition/kubernetes-endpoint-definition';
import { MODEL_SERVERS } from '../../../lib/kubernetes/model-endpoint/model-servers';

interface Rules {
  readonly groups: readonly object[];
}

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

/** In minutes. */
const A_DAY = 24 * 60;

const folder = process.argv[2]!;
const servers: readonly (ModelServer | undefined)[] = [undefined, ...Object.keys(MODEL_SERVERS) as ModelServer[]];

for (const server of servers) {
  const home = join(folder, server ?? 'own-image');
  mkdirSync(home, { recursive: true });
  scenarios(server).forEach((scenario, index) => {
    const { dashboard, rules } = monitored(server, scenario);
    writeFileSync(join(home, `${index}.rules.yaml`), stringify(rules));
    writeFileSync(join(home, `${index}.test.yaml`), stringify(unitTest(`${index}.rules.yaml`, scenario, index === 0 ? dashboard : undefined)));
  });
}

const examples = join(__dirname, '../../../examples');
for (const example of readdirSync(examples)) {
  const file = join(examples, example, 'mlops.yaml');
  if (!existsSync(file) || !/^ +prometheus:/m.test(readFileSync(file, 'utf8'))) continue;
  const charts = kubernetes.MlopsCharts.fromFile(new App(), example, file);
  const home = join(folder, `example-${example}`);
  mkdirSync(home);
  const made = Object.values(charts.environments).flatMap(({ chart }) => chart.node.findAll().filter(ApiObject.isApiObject));
  const rules = made.filter(({ kind }) => kind === 'PrometheusRule').map(rule => (rule.toJson() as { readonly spec: Rules }).spec);
  rules.forEach((spec, index) => writeFileSync(join(home, `${index}.rules.yaml`), stringify(spec)));
}

/** What a monitor makes for an endpoint of a server. */
function monitored(server: ModelServer | undefined, { monitoring }: Scenario): { readonly rules: Rules; readonly dashboard: Dashboard } {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const framework = server && MODEL_SERVERS[server].frameworks[0] as Framework;
  const endpoint = new kubernetes.ModelEndpoint(chart, 'churn', {
    model: framework ? { artifact: 's3://acme/churn/7/', framework } : { image: 'registry.example.com/churn:7' },
    compute: { containers: { gpus: server === 'vllm' ? 1 : 0 } },
    kubernetes: { server },
  });
  new kubernetes.ModelMonitor(chart, 'monitor', { ...monitoring, endpoint, prometheus: { labels: {}, dashboard: 'operator' } });
  const made = chart.node.findAll().filter(ApiObject.isApiObject);
  const specOf = (kind: string) => (made.find(object => object.kind === kind)!.toJson() as { readonly spec: unknown }).spec;
  return { rules: specOf('PrometheusRule') as Rules, dashboard: JSON.parse((specOf('GrafanaDashboard') as { readonly json: string }).json) as Dashboard };
}

function unitTest(file: string, { at, name, rings, series }: Scenario, dashboard: Dashboard | undefined): object {
  const queries = dashboard?.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)) ?? [];
  return {
    rule_files: [file],
    // Days are looked at now and then, as each look at three of them takes its time.
    evaluation_interval: at > A_DAY ? '5m' : '1m',
    tests: [{
      name,
      interval: '1m',
      input_series: series,
      promql_expr_test: [
        {
          expr: 'group by (alertname, severity) (ALERTS{alertstate="firing",namespace="shop",model_endpoint="churn"})',
          eval_time: `${at}m`,
          exp_samples: rings.map(ring => ({ labels: `{alertname="${ring.split(' ')[0]!}",severity="${ring.split(' ')[1]!}"}`, value: 1 })),
        },
        // A graph shows one line for each of its expressions, when all is well.
        ...queries.map(expr => ({ expr: `count(${expr})`, eval_time: `${at}m`, exp_samples: [{ labels: '{}', value: 1 }] })),
      ],
    }],
  };
}
