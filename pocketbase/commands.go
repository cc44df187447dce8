package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

// outcome is how a command ended. PocketBase prints a command's error and goes on to exit with 0,
// so that neither a script nor systemd would notice.
type outcome struct {
	err error
}

// watch notes how each command ends. Commands of hooks have no error to return: what they throw
// arrives here as a panic.
func watch(root *cobra.Command) *outcome {
	result := &outcome{}
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.SetErr(os.Stderr) // PocketBase's own writer colours, and prints to standard output
	var each func(*cobra.Command)
	each = func(command *cobra.Command) {
		for _, child := range command.Commands() {
			each(child)
		}
		command.SilenceErrors = true
		command.SilenceUsage = true
		if run := command.RunE; run != nil {
			command.RunE = func(command *cobra.Command, args []string) error {
				result.err = run(command, args)
				return result.err
			}
		} else if run := command.Run; run != nil {
			command.Run = func(command *cobra.Command, args []string) {
				defer func() {
					if thrown := recover(); thrown != nil {
						result.err = fmt.Errorf("%v", thrown)
					}
				}()
				run(command, args)
			}
		}
	}
	each(root)
	return result
}

// usage finds what is wrong with a command line before anything is opened; PocketBase would print
// it and exit with 0.
func usage(root *cobra.Command, args []string) error {
	command, rest, err := root.Find(args)
	if err != nil {
		return fmt.Errorf("%w: %v; `exes --help` lists the commands", errUsage, err)
	}
	if asksForHelp(args) {
		return nil
	}
	if err := command.ParseFlags(rest); err != nil {
		return fmt.Errorf("%w: %v; see `%s --help`", errUsage, err, command.CommandPath())
	}
	if command.HasSubCommands() && !command.Runnable() && len(command.Flags().Args()) > 0 {
		return fmt.Errorf("%w: unknown command %q; see `%s --help`", errUsage, command.Flags().Arg(0), command.CommandPath())
	}
	if err := command.ValidateArgs(command.Flags().Args()); err != nil {
		return fmt.Errorf("%w: %v; see `%s --help`", errUsage, err, command.CommandPath())
	}
	return nil
}

func asksForHelp(args []string) bool {
	for _, arg := range args {
		if arg == "--help" || arg == "-h" || arg == "--version" || arg == "-v" {
			return true
		}
	}
	return false
}

func newConfigurationCommand() *cobra.Command {
	command := &cobra.Command{
		Use:    "configuration",
		Short:  "Print the table of settings, as the docs have it",
		Hidden: true,
		Args:   cobra.NoArgs,
	}
	example := command.Flags().Bool("example", false, "print .env.example instead")
	command.RunE = func(command *cobra.Command, _ []string) error {
		text := configurationTable()
		if *example {
			text = configurationExample()
		}
		_, err := fmt.Fprint(command.OutOrStdout(), text)
		return err
	}
	return command
}
