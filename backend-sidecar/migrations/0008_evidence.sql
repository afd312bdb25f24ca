CREATE TABLE `picture_presets` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`environment_id` integer,
	`scenario_id` integer,
	`dashboard_uid` text NOT NULL,
	`panel_ids` text NOT NULL,
	`variables` text NOT NULL,
	`range` text DEFAULT 'window' NOT NULL,
	`width_pixels` integer DEFAULT 1000 NOT NULL,
	`height_pixels` integer DEFAULT 500 NOT NULL,
	`theme` text DEFAULT 'light' NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	FOREIGN KEY (`environment_id`) REFERENCES `environments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`scenario_id`) REFERENCES `scenarios`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `picture_presets_name_unique` ON `picture_presets` (`name`);--> statement-breakpoint
CREATE TABLE `publications` (
	`report_id` integer PRIMARY KEY NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`step` text DEFAULT 'page' NOT NULL,
	`space_key` text NOT NULL,
	`parent_page_id` text,
	`template_id` integer,
	`title` text NOT NULL,
	`version_note` text DEFAULT '' NOT NULL,
	`page_id` text,
	`url` text,
	`attachments` text DEFAULT '{}' NOT NULL,
	`attachments_all` integer DEFAULT 0 NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_try_at_ms` integer,
	`error` text,
	`requested_by` text NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`updated_at_ms` integer NOT NULL,
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`template_id`) REFERENCES `publish_templates`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `publications_open` ON `publications` (`state`,`next_try_at_ms`);--> statement-breakpoint
CREATE TABLE `publish_templates` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`is_default` integer DEFAULT false NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `publish_templates_name_unique` ON `publish_templates` (`name`);--> statement-breakpoint
CREATE TABLE `report_artefacts` (
	`report_id` integer NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`detail` text,
	`path` text,
	`size_bytes` integer,
	`checksum_sha256` text,
	`updated_at_ms` integer NOT NULL,
	PRIMARY KEY(`report_id`, `kind`),
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `batches` ADD `auto_publish` text;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `preset_id` integer REFERENCES picture_presets(id) ON DELETE set null;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `variables` text;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `state` text DEFAULT 'waiting' NOT NULL;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `why` text;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `width_pixels` integer;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `height_pixels` integer;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `checksum_sha256` text;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `data_path` text;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `why_no_data` text;--> statement-breakpoint
ALTER TABLE `grafana_snapshots` ADD `attempts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `grafana_snapshots_run` ON `grafana_snapshots` (`test_run_id`);--> statement-breakpoint
CREATE INDEX `grafana_snapshots_state` ON `grafana_snapshots` (`state`);--> statement-breakpoint
ALTER TABLE `reports` ADD `request` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `requested_by` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `scenarios` ADD `auto_publish` text;--> statement-breakpoint
INSERT INTO `report_artefacts` (`report_id`, `kind`, `state`, `path`, `updated_at_ms`) SELECT `id`, 'excel', 'ready', `excel_file_path`, `created_at_ms` FROM `reports` WHERE `excel_file_path` IS NOT NULL;--> statement-breakpoint
INSERT INTO `report_artefacts` (`report_id`, `kind`, `state`, `path`, `updated_at_ms`) SELECT `id`, 'html', 'ready', `html_file_path`, `created_at_ms` FROM `reports` WHERE `html_file_path` IS NOT NULL;
