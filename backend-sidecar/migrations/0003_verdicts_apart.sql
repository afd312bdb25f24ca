CREATE TABLE `run_verdicts` (
	`test_run_id` integer PRIMARY KEY NOT NULL,
	`reasons` text NOT NULL,
	`worst_change` text,
	`verdict` text NOT NULL,
	FOREIGN KEY (`test_run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `test_runs` ADD `verdict_sentence` text;--> statement-breakpoint
ALTER TABLE `test_runs` ADD `is_valid` integer;--> statement-breakpoint
CREATE INDEX `test_runs_list` ON `test_runs` (`kind`,`status`,`outcome`,`scenario_id`,`test_type_id`,`version_id`,`environment_id`,`batch_id`,`superseded_by_run_id`,`created_at_ms`,`started_at_ms`,`completed_at_ms`,`p90_response_time_ms`,`error_rate`,`throughput_per_sec`,`total_samples`);