// cluster is one program that holds every part of a small Kubernetes cluster
// for tests: etcd, kube-apiserver, kube-controller-manager, kube-scheduler,
// KWOK (which stands in for nodes and kubelets) and kubectl.
// The first argument picks the part to run; the rest are that part's own flags.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // client metrics, as the real programs have
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwokcmd "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
)

// lifeline names the environment variable that ties a part to its parent.
const lifeline = "PODIUM_CLUSTER_LIFELINE"

var parts = map[string]func() int{
	"etcd":                    func() int { etcdmain.Main(os.Args); return 0 },
	"kube-apiserver":          kube(apiserver.NewAPIServerCommand),
	"kube-controller-manager": kube(controllermanager.NewControllerManagerCommand),
	"kube-scheduler":          kube(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kwok":                    kwok,
	"kubectl":                 kubectl,
}

func main() {
	if len(os.Args) < 2 || parts[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: cluster etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kwok|kubectl [flags]")
		os.Exit(2)
	}
	if os.Getenv(lifeline) == "stdin" {
		go exitWithStdin()
	}
	// Some parts parse os.Args themselves.
	os.Args = os.Args[1:]
	os.Exit(parts[os.Args[0]]())
}

// exitWithStdin ends the program once the other end of its standard input is
// gone. That also happens when the parent is killed, on every system.
func exitWithStdin() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// kube wraps a Kubernetes program's command.
func kube(build func() *cobra.Command) func() int {
	return func() int { return cli.Run(build()) }
}

// kwok reads its configuration files before its command is built.
func kwok() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	// The Kubernetes packages put a non-boolean --version on the global flags,
	// which cobra adds to every command and kwok's own --version cannot share.
	pflag.CommandLine = pflag.NewFlagSet("kwok", pflag.ExitOnError)

	early := pflag.NewFlagSet("kwok", pflag.ContinueOnError)
	early.ParseErrorsAllowlist.UnknownFlags = true
	early.Usage = func() {}
	ctx, _ = kwoklog.InitFlags(ctx, early)
	ctx, err := kwokconfig.InitFlags(ctx, early)
	if err == nil {
		command := kwokcmd.NewCommand(ctx)
		command.PersistentFlags().AddFlagSet(early)
		err = command.ExecuteContext(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "kwok:", err)
		return 1
	}
	return 0
}
