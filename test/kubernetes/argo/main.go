// Argo's own judgement of workflows, without its server: `lint FILE...` as `argo lint --offline --strict` does, and `when`, which reads
// conditions with the values of tasks, one JSON object a line, and says for each whether a task would run.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/argo-workflows/v4/cmd/argo/lint"
	"github.com/argoproj/argo-workflows/v4/pkg/apiclient"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	"github.com/argoproj/argo-workflows/v4/util/template"
)

func main() {
	ctx := logging.WithLogger(context.Background(), logging.NewSlogLogger(logging.Error, logging.Text))
	if err := run(ctx, os.Args[1], os.Args[2:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func run(ctx context.Context, command string, files []string) error {
	if command == "when" {
		return conditions(ctx)
	}
	ctx, client, err := apiclient.NewClientFromOptsWithContext(ctx, apiclient.Opts{Offline: true, OfflineFiles: files})
	if err != nil {
		return err
	}
	kinds := []string{"workflows", "workflowtemplates", "cronworkflows"}
	return lint.RunLint(ctx, client, kinds, "simple", true, lint.LintOptions{Files: files, DefaultNamespace: "default", Strict: true, Printer: os.Stdout})
}

// A condition is replaced as the controller does before it starts a task: within the task's JSON, with texts as values.
func conditions(ctx context.Context) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked struct {
			When   string
			Values map[string]string
		}
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return err
		}
		task, err := json.Marshal(map[string]string{"when": asked.When})
		if err != nil {
			return err
		}
		replaced, err := template.Replace(ctx, string(task), asked.Values, true)
		if err != nil {
			return err
		}
		fmt.Println(replaced)
	}
	return lines.Err()
}
