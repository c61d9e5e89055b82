"""Speed, as ratios against bare baselines in the same run."""
