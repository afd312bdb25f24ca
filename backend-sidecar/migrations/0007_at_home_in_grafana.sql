CREATE TABLE `run_annotations` (
	`run_id` integer NOT NULL,
	`dashboard_uid` text DEFAULT '' NOT NULL,
	`annotation_id` integer,
	`wanted` text,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_try_at_ms` integer,
	`error` text,
	PRIMARY KEY(`run_id`, `dashboard_uid`)
);
--> statement-breakpoint
CREATE INDEX `run_annotations_open` ON `run_annotations` (`state`,`next_try_at_ms`);--> statement-breakpoint
CREATE TABLE `run_influx_db` (
	`run_id` integer PRIMARY KEY NOT NULL,
	`written` text NOT NULL,
	`delivery` text,
	`backfill` text,
	FOREIGN KEY (`run_id`) REFERENCES `test_runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `audit_log` ADD `before` text;--> statement-breakpoint
ALTER TABLE `audit_log` ADD `after` text;--> statement-breakpoint
ALTER TABLE `environments` ADD `influx_db` text DEFAULT '{"use":"settings"}' NOT NULL;