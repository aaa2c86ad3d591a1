# plots/forecast.gp: rates, and coming rates as a fan of limits; beneath, when levels are reached. A panel per item.
# Input, arguments: those of plots/marks.gp. Roles used: whole (rates of the waves), main (the forecast), wide, middle and
#   narrow (limits), level, heading, plain and faint (texts and axes)
# Output: arrays by role that plots/draw.gp reads
fill[10] = '#d3e2ee'
fill[11] = '#a9c6de'
fill[12] = '#7aa8cf'
ink[10] = '#a9c6de'
line_width[10] = 2
line_width[11] = 5
line_width[12] = 9
mark_size[7] = 0.7
dash[5] = 3
