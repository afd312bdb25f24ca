CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at_ms` integer NOT NULL,
	`person` text NOT NULL,
	`role` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at_ms`);--> statement-breakpoint
CREATE TABLE `baselines` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`scenario_id` integer NOT NULL,
	`test_type_id` integer NOT NULL,
	`version_id` integer NOT NULL,
	`source_test_run_id` integer NOT NULL,
	`metrics` text NOT NULL,
	`is_default` integer DEFAULT false NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`scenario_id`) REFERENCES `scenarios`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`test_type_id`) REFERENCES `test_types`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`version_id`) REFERENCES `versions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `batches` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`version_id` integer NOT NULL,
	`status` text DEFAULT 'queued' NOT NULL,
	`outcome` text,
	`sentence` text DEFAULT '' NOT NULL,
	`findings` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`completed_at_ms` integer,
	FOREIGN KEY (`version_id`) REFERENCES `versions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `environment_secrets` (
	`environment_id` integer NOT NULL,
	`name` text NOT NULL,
	`sealed` text NOT NULL,
	PRIMARY KEY(`environment_id`, `name`),
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `environments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`generator` text DEFAULT 'local' NOT NULL,
	`properties` text NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`cooldown_ends_at_ms` integer,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `environments_name_unique` ON `environments` (`name`);--> statement-breakpoint
CREATE TABLE `grafana_snapshots` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`report_id` integer,
	`test_run_id` integer,
	`dashboard_uid` text,
	`dashboard_name` text,
	`panel_id` integer,
	`panel_title` text,
	`time_from_ms` integer,
	`time_to_ms` integer,
	`image_path` text,
	`image_size` integer,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `jmx_scripts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`file_path` text NOT NULL,
	`file_name` text NOT NULL,
	`file_size` integer NOT NULL,
	`checksum` text NOT NULL,
	`is_default` integer DEFAULT false NOT NULL,
	`scenario_id` integer,
	`thread_groups` text NOT NULL,
	`uploaded_by` text NOT NULL,
	`uploaded_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`test_run_ids` text NOT NULL,
	`batch_id` integer,
	`current_version_id` integer,
	`previous_version_id` integer,
	`baseline_id` integer,
	`model` text,
	`excel_file_path` text,
	`html_file_path` text,
	`html_hosted_url` text,
	`total_transactions` integer,
	`improved_count` integer,
	`degraded_count` integer,
	`critical_count` integer,
	`overall_status` text,
	`confluence_published` integer DEFAULT false NOT NULL,
	`confluence_page_id` text,
	`confluence_url` text,
	`auto_publish_confluence` integer DEFAULT false NOT NULL,
	`status` text DEFAULT 'pending' NOT NULL,
	`error` text,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE TABLE `run_distributions` (
	`test_run_id` integer NOT NULL,
	`scope` text NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`ok` blob NOT NULL,
	`failed` blob NOT NULL,
	`received_bytes` integer,
	`sent_bytes` integer,
	`first_start_ms` integer,
	`last_end_ms` integer,
	PRIMARY KEY(`test_run_id`, `scope`, `kind`, `label`),
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_errors` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`test_run_id` integer NOT NULL,
	`label` text NOT NULL,
	`kind` text NOT NULL,
	`response_code` text NOT NULL,
	`message` text NOT NULL,
	`count` integer NOT NULL,
	`first_ms` integer NOT NULL,
	`last_ms` integer NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_errors_run` ON `run_errors` (`test_run_id`);--> statement-breakpoint
CREATE TABLE `run_rejected_records` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`test_run_id` integer NOT NULL,
	`record_number` integer NOT NULL,
	`reason` text NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `run_rejected_records_run` ON `run_rejected_records` (`test_run_id`);--> statement-breakpoint
CREATE TABLE `run_slices` (
	`test_run_id` integer NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`encoded` blob NOT NULL,
	PRIMARY KEY(`test_run_id`, `kind`, `label`),
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_stages` (
	`test_run_id` integer NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`started_at_ms` integer NOT NULL,
	`ended_at_ms` integer,
	`error_code` text,
	`detail` text,
	PRIMARY KEY(`test_run_id`, `name`),
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `run_timelines` (
	`test_run_id` integer PRIMARY KEY NOT NULL,
	`points` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `scenario_loads` (
	`scenario_id` integer NOT NULL,
	`test_type_id` integer NOT NULL,
	`user_count` integer NOT NULL,
	`duration_seconds` integer NOT NULL,
	`ramp_up_seconds` integer NOT NULL,
	`properties` text NOT NULL,
	PRIMARY KEY(`scenario_id`, `test_type_id`),
	FOREIGN KEY (`scenario_id`) REFERENCES `scenarios`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`test_type_id`) REFERENCES `test_types`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `scenarios` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`display_name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`test_type` text NOT NULL,
	`environment_id` integer NOT NULL,
	`default_jmx_script_id` integer,
	`cooldown_seconds` integer DEFAULT 900 NOT NULL,
	`config` text NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`position` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`default_jmx_script_id`) REFERENCES `jmx_scripts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `scenarios_name_unique` ON `scenarios` (`name`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`cron_expression` text,
	`next_run_at_ms` integer,
	`last_run_at_ms` integer,
	`scenario_id` integer,
	`test_type_id` integer,
	`version_id` integer,
	`jmx_script_id` integer,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`scenario_id`) REFERENCES `scenarios`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`test_type_id`) REFERENCES `test_types`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`version_id`) REFERENCES `versions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`jmx_script_id`) REFERENCES `jmx_scripts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`category` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `settings_key` ON `settings` (`category`,`key`);--> statement-breakpoint
CREATE TABLE `test_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`scenario_id` integer NOT NULL,
	`test_type_id` integer NOT NULL,
	`version_id` integer NOT NULL,
	`environment_id` integer NOT NULL,
	`jmx_script_id` integer NOT NULL,
	`baseline_id` integer,
	`reference_run_id` integer,
	`batch_id` integer,
	`queue_position` integer DEFAULT 0 NOT NULL,
	`runner_type` text NOT NULL,
	`generator` text NOT NULL,
	`user_count` integer NOT NULL,
	`duration_seconds` integer NOT NULL,
	`ramp_up_seconds` integer NOT NULL,
	`cooldown_seconds` integer NOT NULL,
	`properties` text NOT NULL,
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
	`total_samples` integer,
	`error_count` integer,
	`error_rate` real,
	`average_response_time_ms` real,
	`p90_response_time_ms` integer,
	`p95_response_time_ms` integer,
	`throughput_per_sec` real,
	`outcome` text,
	`verdict` text,
	`comment` text DEFAULT '' NOT NULL,
	`created_by` text NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`scenario_id`) REFERENCES `scenarios`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`test_type_id`) REFERENCES `test_types`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`version_id`) REFERENCES `versions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`jmx_script_id`) REFERENCES `jmx_scripts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `test_runs_status` ON `test_runs` (`status`);--> statement-breakpoint
CREATE INDEX `test_runs_history` ON `test_runs` (`scenario_id`,`test_type_id`,`completed_at_ms`);--> statement-breakpoint
CREATE INDEX `test_runs_batch` ON `test_runs` (`batch_id`);--> statement-breakpoint
CREATE TABLE `test_statistics` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`test_run_id` integer NOT NULL,
	`scope` text NOT NULL,
	`is_total` integer NOT NULL,
	`transaction_name` text NOT NULL,
	`kind` text NOT NULL,
	`sample_count` integer NOT NULL,
	`error_count` integer NOT NULL,
	`error_rate` real,
	`min_ms` integer,
	`max_ms` integer,
	`mean_ms` real,
	`median_ms` integer,
	`standard_deviation_ms` real,
	`p90_ms` integer,
	`p95_ms` integer,
	`p99_ms` integer,
	`throughput_per_sec` real,
	`received_kb_per_sec` real,
	`sent_kb_per_sec` real,
	`first_start_ms` integer,
	`last_end_ms` integer,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `test_statistics_label` ON `test_statistics` (`test_run_id`,`scope`,`is_total`,`kind`,`transaction_name`);--> statement-breakpoint
CREATE TABLE `test_types` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`display_name` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`position` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `test_types_name_unique` ON `test_types` (`name`);--> statement-breakpoint
CREATE TABLE `versions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`version` text NOT NULL,
	`display_name` text,
	`release_date_ms` integer,
	`description` text DEFAULT '' NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `versions_version_unique` ON `versions` (`version`);