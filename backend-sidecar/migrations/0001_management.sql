CREATE TABLE `queue_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`pause` text
);
--> statement-breakpoint
CREATE TABLE `run_failures` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`test_run_id` integer NOT NULL,
	`failure` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_failures_run` ON `run_failures` (`test_run_id`);--> statement-breakpoint
CREATE TABLE `script_revisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`jmx_script_id` integer NOT NULL,
	`number` integer NOT NULL,
	`directory` text NOT NULL,
	`file_name` text NOT NULL,
	`file_size` integer NOT NULL,
	`checksum` text NOT NULL,
	`files` text NOT NULL,
	`thread_groups` text NOT NULL,
	`inventory` text,
	`comment` text DEFAULT '' NOT NULL,
	`uploaded_by` text NOT NULL,
	`uploaded_at_ms` integer NOT NULL,
	FOREIGN KEY (`jmx_script_id`) REFERENCES `jmx_scripts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `script_revisions_number` ON `script_revisions` (`jmx_script_id`,`number`);--> statement-breakpoint
ALTER TABLE `batches` ADD `failure_policy` text DEFAULT 'continue' NOT NULL;--> statement-breakpoint
ALTER TABLE `batches` ADD `has_smoke` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `batches` ADD `smoke_gate` text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE `batches` ADD `hold` text;--> statement-breakpoint
ALTER TABLE `batches` ADD `comment` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `environments` ADD `pause` text;--> statement-breakpoint
ALTER TABLE `environments` ADD `hold` text;--> statement-breakpoint
ALTER TABLE `environments` ADD `checks` text DEFAULT '{"version":1,"versionProbe":null,"hooksBefore":[],"hooksAfter":[],"dashboards":[]}' NOT NULL;--> statement-breakpoint
ALTER TABLE `scenario_loads` ADD `applies_load` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `kind` text DEFAULT 'test' NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `script_revision_id` integer REFERENCES script_revisions(id);--> statement-breakpoint
ALTER TABLE `test_runs` ADD `supersedes_run_id` integer;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `superseded_by_run_id` integer;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `waived_checks` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `applies_load` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `analysis` text;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `kept_failure_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `failures_complete` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `test_runs_script` ON `test_runs` (`jmx_script_id`);--> statement-breakpoint
CREATE INDEX `test_runs_revision` ON `test_runs` (`script_revision_id`);