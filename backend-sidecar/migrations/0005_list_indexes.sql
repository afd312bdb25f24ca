CREATE INDEX `test_runs_kind` ON `test_runs` (`kind`);--> statement-breakpoint
CREATE INDEX `test_runs_comment` ON `test_runs` (`comment`) WHERE "comment" <> '';