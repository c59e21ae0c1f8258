#fields	indicator	indicator_type	meta.source	meta.desc
# contacts left out: unproven 1
45.155.204.9	Intel::ADDR	hitme decoys	1 connections to decoys; stage probe; last 2026-03-01T11:15:00Z; =cmd|' /C calc'!A1",\x09<script>alert(1)</script>\x0d\x0a\x1b[2J$(reboot);`id`\x5cx\x00\xff\xc3(
61.218.147.66	Intel::ADDR	hitme decoys	2 connections to decoys; stage exploit_attempt; last 2026-03-01T11:30:00.250Z; ms08-067
2a00:1:2:3::/64	Intel::SUBNET	hitme decoys	1 connections to decoys; stage probe; last 2026-03-01T11:00:00Z; doublepulsar-ping
