# The part of test/delivery/run.sh about Jenkins; it is read by that, and knows its functions. Groovy is the version that Jenkins has in it;
# the schema is the one that Jenkins publishes of its declarative model. It is no part of the project: it is looked for in shared/schemas
# beside it. Neither knows what plugins do: whether `lock` or `withCredentials` are there, and take what they are given, is unproven here.
groovy=$here/.venv/jenkins/groovy-all-2.4.21.jar
[ -f "$groovy" ] || mvn --batch-mode --quiet dependency:copy -Dartifact=org.codehaus.groovy:groovy-all:2.4.21 -DoutputDirectory="$here/.venv/jenkins"
declarative=$PWD/../shared/schemas/jenkins-declarative-ast.schema.json

typescript() { TS_NODE_PREFER_TS_EXTS=true npx ts-node --transpile-only --project test/tsconfig.json "$here/jenkins/$1.ts" "${@:2}"; }
groovy() { java -cp "$groovy" groovy.ui.GroovyMain "$here/jenkins/read.groovy" "$1/Jenkinsfile"; }
# Groovy reads it, the schema takes it, and the reader of the tests reads the same as Groovy: so do its graphs.
model() { groovy "$1" > "$folder/calls.json" && typescript model "$declarative" "$folder/calls.json"; }
as_groovy() {
  groovy "$1" > "$folder/calls.json" && typescript read-file "$1/Jenkinsfile" > "$folder/read.json"
  node -e 'require("node:assert").deepStrictEqual(...process.argv.slice(1).map(file => JSON.parse(require("node:fs").readFileSync(file, "utf8"))))' \
    "$folder/calls.json" "$folder/read.json"
}
# Each step of a shell, as Groovy has read it.
shells() {
  rm -rf "$folder/scripts" && mkdir "$folder/scripts" && groovy "$1" > "$folder/calls.json"
  node -e '
    const { readFileSync, writeFileSync } = require("node:fs");
    const [file, to] = process.argv.slice(1);
    const all = calls => calls.flatMap(call => [call, ...all(call.block)]);
    const scripts = all(JSON.parse(readFileSync(file, "utf8"))).filter(({ call }) => call === "sh").map(({ named }) => named.script);
    scripts.forEach((script, index) => writeFileSync(`${to}/${index}.sh`, script));
    if (scripts.length === 0) process.exit(1);
  ' "$folder/calls.json" "$folder/scripts"
  "$here/.venv/bin/shellcheck" --shell bash --exclude SC2016,SC2030,SC2031,SC2043 "$folder"/scripts/*.sh
}
for system in "$folder"/jenkins/*/; do
  result "the declarative model of Jenkins on $(basename "$system")" model "$system"
  result "Groovy reads the same of $(basename "$system") as the tests" as_groovy "$system"
  result "shellcheck on the steps of $(basename "$system")" shells "$system"
done

# Plants a fault: what finds it, what of it is found, and the edit.
spots() {
  local validator=$1 what=$2 edit=$3
  rm -rf "$folder/planted" && cp -r "$folder/jenkins/released" "$folder/planted"
  sed -i -E "$edit" "$folder/planted/Jenkinsfile"
  ! cmp -s "$folder/jenkins/released/Jenkinsfile" "$folder/planted/Jenkinsfile" || { echo 'the edit changes nothing'; return 1; }
  ! "$validator" "$folder/planted" > "$folder/found" 2>&1 || { echo 'nothing was found'; return 1; }
  grep -q -- "$what" "$folder/found" || { cat "$folder/found"; return 1; }
}
result 'Groovy finds a text that does not end' spots model 'unexpected char' "0,/^'''\)/s//)/"
result 'Groovy finds a block that does not end' spots model 'expecting' '$d'
result 'the reader finds an expression within a text' spots model 'not known here' "s/label 'linux.*/label \"\${env.X}\"/"
result 'the schema refuses a directive that is not there' spots model 'additionalProperty":"step' 's/^( +)steps \{/\1step {/'
result 'the schema refuses a stage outside of stages' spots model 'additionalProperty":"stage"' '0,/^  stages \{/s//  stage {/'
result 'the schema refuses a condition that is empty' spots model 'fewer than 1 items' "/^ +equals\(expected: 'risk'/d"
result 'the schema refuses a question without a message' spots model "required property 'message'" '/^ +message /d'
result 'the schema refuses a pipeline without an agent' spots model "required property 'agent'" '/^  agent none/d'
result 'shellcheck finds a word that a value can break' spots shells 'SC2086' 's/releasable "\$VERSION"/releasable $VERSION/'
