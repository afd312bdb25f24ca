CREATE TABLE `comments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`test_run_id` integer,
	`batch_id` integer,
	`label` text,
	`text` text NOT NULL,
	`written_by` text NOT NULL,
	`written_at_ms` integer NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comments_run` ON `comments` (`test_run_id`);--> statement-breakpoint
CREATE INDEX `comments_batch` ON `comments` (`batch_id`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`directory` text NOT NULL,
	`candidates` text NOT NULL,
	`run_ids` text DEFAULT '[]' NOT NULL,
	`created_by` text NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE TABLE `run_decisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`test_run_id` integer NOT NULL,
	`decision` text NOT NULL,
	`reason` text NOT NULL,
	`decided_by` text NOT NULL,
	`decided_at_ms` integer NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_decisions_run` ON `run_decisions` (`test_run_id`);--> statement-breakpoint
CREATE TABLE `run_fingerprints` (
	`test_run_id` integer PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_generator_loads` (
	`test_run_id` integer PRIMARY KEY NOT NULL,
	`load` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_readings` (
	`test_run_id` integer PRIMARY KEY NOT NULL,
	`rejected_by_reason` text NOT NULL,
	`notes` text NOT NULL,
	`transactions` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `__new_test_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text DEFAULT 'test' NOT NULL,
	`scenario_id` integer NOT NULL,
	`test_type_id` integer NOT NULL,
	`version_id` integer NOT NULL,
	`environment_id` integer NOT NULL,
	`jmx_script_id` integer,
	`script_revision_id` integer,
	`supersedes_run_id` integer,
	`superseded_by_run_id` integer,
	`baseline_id` integer,
	`reference_run_id` integer,
	`batch_id` integer,
	`queue_position` integer DEFAULT 0 NOT NULL,
	`waived_checks` text DEFAULT '[]' NOT NULL,
	`runner_type` text NOT NULL,
	`imported_from` text,
	`decision` text DEFAULT 'none' NOT NULL,
	`fingerprint_hash` text,
	`generator` text NOT NULL,
	`user_count` integer NOT NULL,
	`duration_seconds` integer NOT NULL,
	`ramp_up_seconds` integer NOT NULL,
	`cooldown_seconds` integer NOT NULL,
	`applies_load` integer DEFAULT true NOT NULL,
	`properties` text NOT NULL,
	`analysis` text,
	`status` text DEFAULT 'pending' NOT NULL,
	`queued_at_ms` integer,
	`started_at_ms` integer,
	`load_started_at_ms` integer,
	`load_ended_at_ms` integer,
	`completed_at_ms` integer,
	`stop_sent_at_ms` integer,
	`cancel_requested_at_ms` integer,
	`cancelled_by` text,
	`directory` text,
	`result_file` text,
	`result_size_bytes` integer,
	`jmeter_version` text,
	`exit_code` integer,
	`error_code` text,
	`error_detail` text,
	`warnings` text NOT NULL,
	`window_from_ms` integer,
	`window_to_ms` integer,
	`slice_ms` integer,
	`row_count` integer,
	`transaction_count` integer,
	`interrupted_count` integer,
	`rejected_count` integer,
	`kept_failure_count` integer DEFAULT 0 NOT NULL,
	`failures_complete` integer DEFAULT true NOT NULL,
	`total_samples` integer,
	`error_count` integer,
	`error_rate` real,
	`average_response_time_ms` real,
	`p90_response_time_ms` integer,
	`p95_response_time_ms` integer,
	`throughput_per_sec` real,
	`outcome` text,
	`verdict_sentence` text,
	`is_valid` integer,
	`comment` text DEFAULT '' NOT NULL,
	`created_by` text NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`scenario_id`) REFERENCES `scenarios`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`test_type_id`) REFERENCES `test_types`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`version_id`) REFERENCES `versions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`jmx_script_id`) REFERENCES `jmx_scripts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`script_revision_id`) REFERENCES `script_revisions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_test_runs`("id", "kind", "scenario_id", "test_type_id", "version_id", "environment_id", "jmx_script_id", "script_revision_id", "supersedes_run_id", "superseded_by_run_id", "baseline_id", "reference_run_id", "batch_id", "queue_position", "waived_checks", "runner_type", "generator", "user_count", "duration_seconds", "ramp_up_seconds", "cooldown_seconds", "applies_load", "properties", "analysis", "status", "queued_at_ms", "started_at_ms", "load_started_at_ms", "load_ended_at_ms", "completed_at_ms", "stop_sent_at_ms", "cancel_requested_at_ms", "cancelled_by", "directory", "result_file", "result_size_bytes", "jmeter_version", "exit_code", "error_code", "error_detail", "warnings", "window_from_ms", "window_to_ms", "slice_ms", "row_count", "transaction_count", "interrupted_count", "rejected_count", "kept_failure_count", "failures_complete", "total_samples", "error_count", "error_rate", "average_response_time_ms", "p90_response_time_ms", "p95_response_time_ms", "throughput_per_sec", "outcome", "verdict_sentence", "is_valid", "comment", "created_by", "created_at_ms") SELECT "id", "kind", "scenario_id", "test_type_id", "version_id", "environment_id", "jmx_script_id", "script_revision_id", "supersedes_run_id", "superseded_by_run_id", "baseline_id", "reference_run_id", "batch_id", "queue_position", "waived_checks", "runner_type", "generator", "user_count", "duration_seconds", "ramp_up_seconds", "cooldown_seconds", "applies_load", "properties", "analysis", "status", "queued_at_ms", "started_at_ms", "load_started_at_ms", "load_ended_at_ms", "completed_at_ms", "stop_sent_at_ms", "cancel_requested_at_ms", "cancelled_by", "directory", "result_file", "result_size_bytes", "jmeter_version", "exit_code", "error_code", "error_detail", "warnings", "window_from_ms", "window_to_ms", "slice_ms", "row_count", "transaction_count", "interrupted_count", "rejected_count", "kept_failure_count", "failures_complete", "total_samples", "error_count", "error_rate", "average_response_time_ms", "p90_response_time_ms", "p95_response_time_ms", "throughput_per_sec", "outcome", "verdict_sentence", "is_valid", "comment", "created_by", "created_at_ms" FROM `test_runs`;--> statement-breakpoint
DELETE FROM `sqlite_sequence` WHERE `name` = '__new_test_runs';--> statement-breakpoint
INSERT INTO `sqlite_sequence`(`name`, `seq`) SELECT '__new_test_runs', `seq` FROM `sqlite_sequence` WHERE `name` = 'test_runs';--> statement-breakpoint
DROP TABLE `test_runs`;--> statement-breakpoint
ALTER TABLE `__new_test_runs` RENAME TO `test_runs`;--> statement-breakpoint
CREATE INDEX `test_runs_status` ON `test_runs` (`status`);--> statement-breakpoint
CREATE INDEX `test_runs_kind` ON `test_runs` (`kind`);--> statement-breakpoint
CREATE INDEX `test_runs_comment` ON `test_runs` (`comment`) WHERE "comment" <> '';--> statement-breakpoint
CREATE INDEX `test_runs_list` ON `test_runs` (`kind`,`status`,`outcome`,`scenario_id`,`test_type_id`,`version_id`,`environment_id`,`batch_id`,`superseded_by_run_id`,`created_at_ms`,`started_at_ms`,`completed_at_ms`,`p90_response_time_ms`,`error_rate`,`throughput_per_sec`,`total_samples`);--> statement-breakpoint
CREATE INDEX `test_runs_history` ON `test_runs` (`scenario_id`,`test_type_id`,`completed_at_ms`);--> statement-breakpoint
CREATE INDEX `test_runs_batch` ON `test_runs` (`batch_id`);--> statement-breakpoint
CREATE INDEX `test_runs_script` ON `test_runs` (`jmx_script_id`);--> statement-breakpoint
CREATE INDEX `test_runs_revision` ON `test_runs` (`script_revision_id`);--> statement-breakpoint
ALTER TABLE `run_errors` ADD `example` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `run_rejected_records` ADD `line_number` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `run_rejected_records` ADD `file_name` text;--> statement-breakpoint
-- Made anew, so that the long text stays the last column: what stands behind it could not be read without it.
CREATE TABLE `__new_run_verdicts` (
	`test_run_id` integer PRIMARY KEY NOT NULL,
	`reasons` text NOT NULL,
	`worst_change` text,
	`changed_labels` text DEFAULT '[]' NOT NULL,
	`verdict` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
-- All verdicts so far are by a single reference: an improvement is a change from 25 % on, as changed-labels.ts has it.
INSERT INTO `__new_run_verdicts`(`test_run_id`, `reasons`, `worst_change`, `changed_labels`, `verdict`)
SELECT `test_run_id`, `reasons`, `worst_change`, (
  SELECT json_group_array(json_object('label', c.value ->> 'label', 'kind', c.value ->> 'kind', 'state', c.value ->> 'state'))
  FROM json_each(`verdict`, '$.comparisons') c
  WHERE c.value ->> 'metric' = 'p90Ms' AND (
    c.value ->> 'state' = 'regressed'
    OR (c.value ->> 'state' = 'improved' AND c.value ->> 'reference' >= (c.value ->> 'current') * 1.25)
  )
), `verdict` FROM `run_verdicts`;--> statement-breakpoint
DROP TABLE `run_verdicts`;--> statement-breakpoint
ALTER TABLE `__new_run_verdicts` RENAME TO `run_verdicts`;--> statement-breakpoint
ALTER TABLE `test_statistics` ADD `apdex` real;--> statement-breakpoint
ALTER TABLE `test_statistics` ADD `latency_mean_ms` real;--> statement-breakpoint
ALTER TABLE `test_statistics` ADD `latency_max_ms` integer;--> statement-breakpoint
ALTER TABLE `test_statistics` ADD `connect_mean_ms` real;--> statement-breakpoint
ALTER TABLE `test_statistics` ADD `connect_max_ms` integer;--> statement-breakpoint
ALTER TABLE `test_statistics` ADD `idle_mean_ms` real;