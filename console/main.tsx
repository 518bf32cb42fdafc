import { render } from 'preact';
import { App } from './app.tsx';
import './styles.css';
import './exam/exam.css';
import './operator/operator.css';
import './review/review.css';
import './staff/staff.css';

render(<App />, document.getElementById('app')!);
