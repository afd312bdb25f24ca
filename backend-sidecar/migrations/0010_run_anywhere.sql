CREATE TABLE `generator_secrets` (
	`generator` text NOT NULL,
	`name` text NOT NULL,
	`sealed` text NOT NULL,
	PRIMARY KEY(`generator`, `name`),
	FOREIGN KEY (`generator`) REFERENCES `generators`(`name`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `generators` (
	`name` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`settings` text NOT NULL,
	`created_at_ms` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE TABLE `known_hosts` (
	`place` text PRIMARY KEY NOT NULL,
	`algorithm` text NOT NULL,
	`fingerprint` text NOT NULL,
	`pinned_at_ms` integer NOT NULL
);
