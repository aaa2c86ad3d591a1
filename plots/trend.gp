# plots/trend.gp: rates over the waves, a line per item with its intervals, named at its end.
# Input: data with the columns
#   1 series (from 1)  2 wave  3 estimate  4 lower  5 upper (fractions)  6 n  7 N  8 mark (1: few answered, 2: known only as published, else 0)
#   9 item
#   one empty line interrupts a series where its question broke, two end it
# Arguments, beside those of plots/page.gp:
#   area_left, area_right, area_top, area_bottom   the axes' area in pixels from the page's upper left
#   leader                                         pixels from the area to the labels at its right
#   axis_top, axis_step                            of the vertical axis, percent
#   axis_first, axis_last, aside                   of the horizontal axis, years; aside: by how much series stand apart
#   series_count, any_few, any_published           the lines; whether there are such marks
#   suppressed_count, suppressed_wave[], suppressed_series[]   the points that are suppressed; under_axis: pixels for them
#   wave_count, wave[], wave_label[], wave_base[], wave_frame[]   years, and the three lines under each
#   end_count, end_year[], end_value[], end_y[], end_style[]   where lines end (NaN: at the edge; percent), the height
#                                     of their label in pixels, their series (0: a level)
#   end_text_count, end_text[], end_text_y[], end_text_style[]   the lines of the labels
# Output: the picture, in outputs[1]

# Okabe and Ito's colours, darkened until text in them can be read on white; with dashes and marks for grey print.
array colour[8] = ['#00528f', '#b34700', '#00694c', '#8f3d77', '#4d4d4d', '#0b7fa3', '#7a5c00', '#000000']
array mark[8] = [7, 5, 9, 13, 11, 6, 4, 8]
array hollow[8] = [6, 4, 8, 12, 10, 6, 4, 8]
array dash[8] = [1, 2, 4, 3, 5, 1, 2, 4]
style_of(i) = (i - 1) % 8 + 1
level_colour = '#666666'

set lmargin at screen x(area_left)
set rmargin at screen x(area_right)
set tmargin at screen y(area_top)
set bmargin at screen y(area_bottom)
set xrange [axis_first:axis_last]
set yrange [0:axis_top]
set border 1 linecolor rgb '#444444'
set xtics scale 0.5 nomirror format '' ()
set ytics axis_step scale 0 nomirror format '%g%%' textcolor rgb '#444444'
set grid ytics linetype 1 linewidth 0.5 linecolor rgb (is_text ? '#999999' : '#d4d4d4')  # no code for lighter greys

do for [i = 1:wave_count] {
    set xtics add ('' wave[i])
    set label wave_label[i] at first wave[i], screen y(area_bottom + under_axis + 16) center
    set label wave_base[i] at first wave[i], screen y(area_bottom + under_axis + 32) center font font_of(small_size) \
        textcolor rgb '#444444'
    set label wave_frame[i] at first wave[i], screen y(area_bottom + under_axis + 47) center font font_of(small_size) \
        textcolor rgb '#444444'
}

shift(i) = (i - (series_count + 1) / 2.0) * aside
do for [i = 1:suppressed_count] {
    s = int(suppressed_series[i])
    if (is_text) {
        set label '○' at first suppressed_wave[i] + shift(s), screen y(area_bottom + under_axis) center
    } else {
        set label '' at first suppressed_wave[i] + shift(s), screen y(area_bottom + 10) \
            point pointtype hollow[style_of(s)] pointsize 0.8 linecolor rgb colour[style_of(s)]
    }
}
do for [i = 1:end_count] {
    style = end_style[i]
    if (style == 0) {
        set arrow from graph 0, first end_value[i] to graph 1, first end_value[i] nohead back \
            linewidth 1.2 dashtype 2 linecolor rgb level_colour
        set arrow from graph 1, first end_value[i] to screen x(area_right + leader - (is_text ? 12 : 4)), screen y(end_y[i]) nohead \
            linewidth 0.7 dashtype 1 linecolor rgb level_colour
    } else {
        set arrow from first end_year[i] + shift(style), first end_value[i] \
            to screen x(area_right + leader - (is_text ? 12 : 4)), screen y(end_y[i]) nohead back \
            linewidth 0.7 dashtype 1 linecolor rgb colour[style_of(style)]
    }
}
do for [i = 1:end_text_count] {
    style = end_text_style[i]
    set label end_text[i] at screen x(area_right + leader), screen y(end_text_y[i]) left \
        textcolor rgb (style == 0 ? level_colour : colour[style_of(style)])
}
do for [i = 1:series_count] {
    set linetype i linecolor rgb colour[style_of(i)] dashtype dash[style_of(i)] linewidth 2 pointtype mark[style_of(i)]
}

plot for [i = 1:series_count] data index i - 1 using ($2 + shift(i)):(100 * $3):(100 * $4):(100 * $5) \
         with yerrorbars linetype i linewidth 1 dashtype 1 pointtype 0, \
     for [i = 1:series_count] data index i - 1 using ($2 + shift(i)):(100 * $3) \
         with lines linetype i, \
     for [i = 1:series_count] data index i - 1 using ($2 + shift(i)):(100 * $3) \
         with points linetype i linewidth 1.1 pointsize 0.9 * drawn_size(mark[style_of(i)]), \
     for [i = 1:any_few ? series_count : 0] data index i - 1 using ($8 == 1 ? $2 + shift(i) : NaN):(100 * $3) \
         with points pointtype (is_text ? '○' : 7) pointsize 0.4 \
         linecolor rgb (is_text ? '#444444' : '#ffffff'), \
     for [i = 1:any_published ? series_count : 0] data index i - 1 \
         using ($8 == 2 ? $2 + shift(i) : NaN):(100 * $3) \
         with points linetype i pointtype (is_text ? '□' : 4) pointsize 1.5
