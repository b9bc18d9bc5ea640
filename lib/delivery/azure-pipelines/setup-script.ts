import { azureOf } from './pipelines';
import { AZURE_AUDIENCE, AZURE_DEVOPS, azureConnection, azureEnvironment, azureIssuer } from '../../definition/delivery/azure-identity';
import { DUTIES } from '../../definition/delivery/delivery-identity';
import { DeliveredSystem, ModelDelivery } from '../model-delivery';
import { quoted } from '../shell-step';

/** What pipeline files cannot say of a project, as commands that can be run again at any time. */
export function azureSetupScript(of: DeliveredSystem, deliveries: readonly ModelDelivery[], pipelines: readonly string[]): string {
  const { system } = of;
  const azure = azureOf(of);
  const { branch = 'main', organization, project, repository = project } = azure;
  const environments = Object.keys(system.environments);
  const connections = environments.flatMap(name => DUTIES.map(duty => azureConnection(system.name, name, duty)));
  return [
    '#!/usr/bin/env bash',
    `# Says to Azure DevOps what pipeline files cannot say of the delivery of ${system.name}.`,
    '# Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
    '# Run it once, and whenever it changes, as an administrator of the project who has signed in with `az login`: it can be run again at any',
    '# time. It needs jq, and the azure-devops extension of the Azure CLI.',
    'set -euo pipefail',
    ': "${APPLICATION:?needs the client id of an app registration in Microsoft Entra ID without any right; service connections sign in as it}"',
    ': "${SUBSCRIPTION:?needs the id of a subscription of the tenant, which every service connection names; nothing in it is used}"',
    '',
    `organization=https://dev.azure.com/${organization}`,
    `project=${quoted(project)}`,
    `repository=${quoted(repository)}`,
    `branch=${branch}`,
    'at=(--organization "$organization" --project "$project")',
    'tenant=$(az account show --query tenantId --output tsv)',
    'project_id=$(az devops project show --organization "$organization" --project "$project" --query id --output tsv)',
    'repository_id=$(az repos show "${at[@]}" --repository "$repository" --query id --output tsv)',
    `api() { az rest --resource ${AZURE_DEVOPS} --method "$1" --url "$organization/$project_id/_apis/$2" "\${@:3}"; }`,
    '',
    ...pipelineLines(system.name, pipelines),
    '',
    ...policyLines(`${system.name}-pull-request`, pathFilter(deliveries)),
    '',
    ...CHECKS,
    '',
    ...environmentLines(environments.map(name => azureEnvironment(system.name, name))),
    '',
    ...connectionLines(connections, `https://${azureIssuer(azure)}`),
    ...azure.issuer.entra === undefined ? [] : [
      '',
      'printf \'%s\\n\' \'Into the definition of the system, below "delivery.azurePipelines.issuer.entra":\' "subjects:" "${subjects[@]}"',
    ],
    '',
  ].join('\n');
}

function pipelineLines(systemName: string, pipelines: readonly string[]): string[] {
  return [
    '# The pipelines, none of which is started. Those of models may use the environments and service connections below.',
    'delivering=()',
    `for name in ${pipelines.join(' ')}; do`,
    '  id=$(az pipelines list "${at[@]}" --name "$name" --query \'[0].id\' --output tsv)',
    '  [ -n "$id" ] || id=$(az pipelines create "${at[@]}" --name "$name" --repository "$repository" --repository-type tfsgit \\',
    '    --branch "$branch" --yml-path ".azure-pipelines/$name.yml" --skip-first-run true --query id --output tsv)',
    `  if [ "$name" = ${systemName}-pull-request ]; then testing=$id; else delivering+=("$id"); fi`,
    'done',
  ];
}

/** Pull requests of Azure Repos know no files; the policy of their branch does. */
function policyLines(name: string, paths: string): string[] {
  return [
    '# Nobody pushes to the branch: a change of it is a pull request that has been tested, and that somebody else has approved.',
    'policies=$(az repos policy list "${at[@]}" --repository-id "$repository_id" --branch "$branch" --output json)',
    'jq -e --argjson id "$testing" \'any(.[]; .settings.buildDefinitionId == $id)\' <<< "$policies" > /dev/null \\',
    '  || az repos policy build create "${at[@]}" --repository-id "$repository_id" --branch "$branch" --build-definition-id "$testing" \\',
    `    --display-name ${name} --enabled true --blocking true --manual-queue-only false --queue-on-source-update-only true \\`,
    `    --valid-duration 720${paths === '' ? '' : ` --path-filter ${quoted(paths)}`} --output none`,
    'jq -e \'any(.[]; .settings.minimumApproverCount != null)\' <<< "$policies" > /dev/null \\',
    '  || az repos policy approver-count create "${at[@]}" --repository-id "$repository_id" --branch "$branch" --enabled true --blocking true \\',
    '    --minimum-approver-count 1 --creator-vote-counts false --allow-downvotes false --reset-on-source-push true --output none',
  ];
}

/** The files of all models; policies begin them with a slash, and their stars go through folders. */
function pathFilter(deliveries: readonly ModelDelivery[]): string {
  const paths = deliveries.map(({ plan }) => plan.change.paths);
  return paths.some(own => own.length === 0) ? '' : [...new Set(paths.flat())].map(path => `/${path.replaceAll('**', '*')}`).join(';');
}

const CHECKS = [
  '# What holds before a stage may use an environment or a service connection: the type of the resource, its id, and the check.',
  'check() {',
  '  local id body',
  '  body=$(jq --arg type "$1" --arg id "$2" \'. + { resource: { type: $type, id: $id }, timeout: 43200 }\' <<< "$3")',
  '  id=$(api get "pipelines/checks/configurations?resourceType=$1&resourceId=$2&api-version=7.1-preview.1" \\',
  '    | jq -r --argjson body "$body" \'first(.value[] | select(.type.name == $body.type.name) | .id) // empty\')',
  '  if [ -n "$id" ]; then api patch "pipelines/checks/configurations/$id?api-version=7.1-preview.1" --body "$body" --output none',
  '  else api post "pipelines/checks/configurations?api-version=7.1-preview.1" --body "$body" --output none; fi',
  '}',
  'lock=\'{ "type": { "id": "2ef31ad6-baa0-403a-8b45-2cbc9b4e5563", "name": "ExclusiveLock" }, "settings": {} }\'',
  'only_branch=$(jq --null-input --arg branch "refs/heads/$branch" \'{',
  '  type: { id: "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7", name: "Task Check" },',
  '  settings: {',
  '    displayName: "Branch control", retryInterval: 5,',
  '    definitionRef: { id: "86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b", name: "evaluatebranchProtection", version: "0.0.1" },',
  '    inputs: { allowedBranches: $branch, ensureProtectionOfBranch: "true", allowUnknownStatusBranch: "false" }',
  '  }',
  '}\')',
  'let_use() {',
  '  api patch "pipelines/pipelinePermissions/$1/$2?api-version=7.1-preview.1" --output none \\',
  '    --body "$(jq --null-input \'{ pipelines: [$ARGS.positional[] | { id: tonumber, authorized: true }] }\' --args "${delivering[@]}")"',
  '}',
];

function environmentLines(names: readonly string[]): string[] {
  return [
    '# Of the runs that change an environment one goes on at a time, each of the delivered branch.',
    `for environment in ${names.join(' ')}; do`,
    '  id=$(api get "distributedtask/environments?name=$environment&api-version=7.1-preview.1" \\',
    '    | jq -r --arg name "$environment" \'first(.value[] | select(.name == $name) | .id) // empty\')',
    '  [ -n "$id" ] || id=$(api post \'distributedtask/environments?api-version=7.1-preview.1\' \\',
    '    --body "{ \\"name\\": \\"$environment\\" }" | jq -r .id)',
    '  check environment "$id" "$lock"',
    '  check environment "$id" "$only_branch"',
    '  let_use environment "$id"',
    'done',
  ];
}

function connectionLines(names: readonly string[], issuer: string): string[] {
  return [
    '# A service connection for each role on AWS, which has its name. It signs in to Azure as an application that may do nothing there.',
    'file=$(mktemp)',
    'trap \'rm "$file"\' EXIT',
    'subjects=()',
    `for connection in ${names.join(' ')}; do`,
    '  id=$(az devops service-endpoint list "${at[@]}" --query "[?name==\'$connection\'].id | [0]" --output tsv)',
    '  if [ -z "$id" ]; then',
    '    jq --null-input --arg name "$connection" --arg tenant "$tenant" --arg application "$APPLICATION" --arg subscription "$SUBSCRIPTION" \\',
    '      --arg id "$project_id" --arg project "$project" \'{',
    '        name: $name, type: "azurerm", url: "https://management.azure.com/", owner: "library", isShared: false,',
    '        authorization: { scheme: "WorkloadIdentityFederation", parameters: { tenantid: $tenant, serviceprincipalid: $application } },',
    '        data: {',
    '          environment: "AzureCloud", scopeLevel: "Subscription", subscriptionId: $subscription, subscriptionName: $subscription,',
    '          creationMode: "Manual"',
    '        },',
    '        serviceEndpointProjectReferences: [{ name: $name, projectReference: { id: $id, name: $project } }]',
    '      }\' > "$file"',
    '    id=$(az devops service-endpoint create "${at[@]}" --service-endpoint-configuration "$file" --query id --output tsv)',
    '  fi',
    '  made=$(az devops service-endpoint show "${at[@]}" --id "$id" --query authorization.parameters --output json)',
    '  issuer=$(jq -r .workloadIdentityFederationIssuer <<< "$made")',
    '  subject=$(jq -r .workloadIdentityFederationSubject <<< "$made")',
    `  [ "$issuer" = ${issuer} ] || {`,
    `    echo "the tokens of $connection are of $issuer; the definition of the system says ${issuer}" >&2`,
    '    exit 1',
    '  }',
    '  known=$(az ad app federated-credential list --id "$APPLICATION" --query "[?name==\'$connection\'].id | [0]" --output tsv)',
    '  if [ -z "$known" ]; then',
    '    jq --null-input --arg name "$connection" --arg issuer "$issuer" --arg subject "$subject" \\',
    `      '{ name: $name, issuer: $issuer, subject: $subject, audiences: ["${AZURE_AUDIENCE}"] }' > "$file"`,
    '    az ad app federated-credential create --id "$APPLICATION" --parameters "@$file" --output none',
    '  fi',
    '  check endpoint "$id" "$only_branch"',
    '  let_use endpoint "$id"',
    '  subjects+=("  $connection: $subject")',
    'done',
  ];
}
